"""The catalogue against the rule: whatever carries a subdistrict is policed, forced, and has exactly one history."""

import pytest
from django.apps import apps
from django.db import connection

from jingwei.core.roles import ROLES
from jingwei.core.scope import BASE_ROLE, Reader

pytestmark = pytest.mark.django_db
OPEN = {"places_subdistrict"}  # the list of tenants itself: its key is the code


def _rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _tables():
    return {
        name: (secured, forced, comment or "")
        for name, secured, forced, comment in _rows(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, obj_description(c.oid) FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'subdistrict' AND NOT a.attisdropped "
            "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        )
    }


def test_every_table_is_secured_and_forced():
    tables = _tables()
    assert len(tables) > 15
    assert not {name for name, (secured, forced, _) in tables.items() if not (secured and forced)} - OPEN


def test_every_policy_of_a_reader_draws_the_subdistrict():
    readers = {reader.value for reader in Reader}
    policies = _rows("SELECT tablename, roles::text[], qual, with_check FROM pg_policies WHERE schemaname = 'public'")
    tables = _tables()
    named = [
        (table, qual or check) for table, roles, qual, check in policies if set(roles) & readers and table in tables
    ]
    assert len(named) > 40
    assert not [table for table, rule in named if "jingwei.subdistrict" not in (rule or "")]
    assert not [table for table, roles, _, _ in policies if "public" in roles]


def test_readers_bound_to_places_are_bound_on_every_table_that_has_a_place():
    with_place = {
        row[0]
        for row in _rows(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'place_id' "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'people_post'"
        )
    }
    bound = dict(_rows("SELECT tablename, qual FROM pg_policies WHERE 'jingwei_place' = ANY(roles::text[])"))
    assert with_place >= {"registers_entry", "registers_version", "core_change"}
    assert not [table for table in with_place if table in bound and "jingwei.places" not in bound[table]]


def test_every_record_says_where_its_history_is():
    tables = _tables()
    triggers = {
        row[0] for row in _rows("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_history_update'")
    }
    for name, (_, _, comment) in tables.items():
        if name in OPEN:
            continue
        assert comment in ("border:change", "border:self", "border:none"), f"{name} was not made by Border"
        assert (name in triggers) == (comment == "border:change"), name


def test_every_record_class_has_its_table_under_a_border():
    tables = _tables()
    for model in apps.get_models():
        if any(field.column == "subdistrict" for field in model._meta.concrete_fields):
            assert tables[model._meta.db_table][0], model


def test_nobody_may_delete_records_and_the_role_before_a_scope_sees_none():
    tables = sorted(set(_tables()) - OPEN)
    deleters = _rows(
        "SELECT DISTINCT t FROM unnest(%s::text[]) t, unnest(%s::text[]) r "
        "WHERE has_table_privilege(r, t, 'DELETE, TRUNCATE')",
        tables,
        [reader.value for reader in Reader],
    )
    assert {row[0] for row in deleters} <= {"registers_savedview"}
    seen = _rows(
        "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege(%s, t, 'SELECT, INSERT, UPDATE, DELETE')",
        tables,
        BASE_ROLE,
    )
    assert seen == []


def test_no_role_of_ours_may_pass_the_policies():
    rows = _rows(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) "
        "AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolinherit)",
        list(ROLES),
    )
    assert rows == []


def test_definer_functions_fix_their_search_path_and_are_not_everybodys():
    rows = _rows(
        "SELECT p.proname, p.proconfig::text[], has_function_privilege('public', p.oid, 'EXECUTE') FROM pg_proc p "
        "WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
    )
    assert len(rows) >= 9
    for name, config, everybody in rows:
        assert config, name
        assert any(setting.startswith("search_path=") for setting in config), name
        assert not everybody, name
