"""The tables of jobs: as the installed procrastinate wants them, for the role before a scope and for nobody else."""

import pytest
from django.db import connection

from jingwei.core.jobs_sql import TABLES, JobTables, newest_change
from jingwei.core.roles import OWNER
from jingwei.core.scope import BASE_ROLE, Reader

pytestmark = pytest.mark.django_db


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_they_are_those_of_the_installed_version():
    assert ask("SELECT obj_description('procrastinate_jobs'::regclass)") == [(newest_change(),)], (
        "procrastinate changed its tables: add a migration with JobTables()"
    )


def test_readers_do_not_touch_them_and_the_base_role_does():
    roles = [BASE_ROLE, *(reader.value for reader in Reader)]
    rows = ask(
        "SELECT DISTINCT r FROM unnest(%s::text[]) t, unnest(%s::text[]) r "
        "WHERE has_table_privilege(r, t, 'SELECT, INSERT, UPDATE, DELETE')",
        list(TABLES),
        roles,
    )
    assert rows == [(BASE_ROLE,)]
    named = ask("SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate%%'")
    assert {name for (name,) in named} == set(TABLES)


def test_none_of_their_functions_lends_rights():
    assert ask("SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%%' AND prosecdef") == []


def test_bringing_them_up_to_date_twice_changes_nothing():
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER}")
    with connection.schema_editor() as editor:
        JobTables().database_forwards("core", editor, None, None)
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
