"""Borders, history and the audit chain of core's own tables."""

from typing import ClassVar

from django.db import migrations

from jingwei.core import history_sql
from jingwei.core.borders import Border, Definer, Plain
from jingwei.core.roles import HISTORY, LOOKUP, OWNER
from jingwei.core.scope import BASE_ROLE, Reader

EVERYONE = (Reader.STREET, Reader.PLACE, Reader.ADMIN)
WRITERS = [HISTORY, BASE_ROLE, *(reader.value for reader in Reader)]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0001_initial")]

    operations: ClassVar = [
        Plain("core_installation"),
        migrations.RunSQL(f"GRANT SELECT ON core_installation TO {LOOKUP}", migrations.RunSQL.noop),
        migrations.RunSQL(
            "INSERT INTO core_installation (id, epoch, made_at) VALUES (gen_random_uuid(), 1, now())",
            migrations.RunSQL.noop,
        ),
        Definer("core_change_mark()", history_sql.CHANGE_MARK, callers=WRITERS),
        migrations.RunSQL(history_sql.MOMENT, "DROP FUNCTION core_moment()"),
        Definer("core_change_horizon()", history_sql.CHANGE_HORIZON),
        Definer("core_log_insert()", history_sql.LOG_INSERT, owner="history", callers=[OWNER]),
        Definer("core_log_update()", history_sql.LOG_UPDATE, owner="history", callers=[OWNER]),
        Definer("core_log_delete()", history_sql.LOG_DELETE, owner="history", callers=[OWNER]),
        migrations.RunSQL(history_sql.APPEND_ONLY, "DROP FUNCTION core_append_only()"),
        # The history: readers see their own border, only the triggers write.
        Border(
            "core_change",
            place="place_id",
            readers=(Reader.STREET, Reader.PLACE, Reader.ADMIN),
            writers=(),
            history="self",
        ),
        migrations.RunSQL(
            [
                f"CREATE POLICY history ON core_change FOR INSERT TO {HISTORY} WITH CHECK (true)",
                f"GRANT INSERT ON core_change TO {HISTORY}",
                f"GRANT USAGE ON SEQUENCE core_change_id_seq TO {HISTORY}",
                "CREATE TRIGGER core_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_change "
                "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()",
                # Administrators run accounts, not the office's work: they see the history of people and places only.
                "DROP POLICY admin ON core_change",
                f"CREATE POLICY admin ON core_change FOR SELECT TO {Reader.ADMIN.value} USING ("
                "subdistrict = current_setting('jingwei.subdistrict') AND "
                "table_name = ANY ('{people_department,people_staff,people_post,people_appointment,people_delegation,"
                "people_handover,places_place,places_gridscheme,core_datakey,api_apitoken}'::text[]))",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(history_sql.AUDIT_DIGEST, "DROP FUNCTION core_audit_digest"),
        Definer("core_audit_append(text, text, text, jsonb)", history_sql.AUDIT_APPEND, owner="history"),
        Border("core_auditentry", readers=(Reader.ADMIN,), writers=(), history="self"),
        Definer("core_audit_broken(text)", history_sql.AUDIT_BROKEN),
        migrations.RunSQL(
            [
                f"CREATE POLICY history_write ON core_auditentry FOR INSERT TO {HISTORY} WITH CHECK (true)",
                f"CREATE POLICY history_read ON core_auditentry FOR SELECT TO {HISTORY} USING (true)",
                f"GRANT SELECT, INSERT ON core_auditentry TO {HISTORY}",
                f"GRANT USAGE ON SEQUENCE core_auditentry_id_seq TO {HISTORY}",
                "CREATE TRIGGER core_auditentry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_auditentry "
                "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()",
            ],
            migrations.RunSQL.noop,
        ),
        Border("core_outcome", place=None, readers=EVERYONE, writers=EVERYONE, history="none"),
        Border("core_datakey", place=None, readers=EVERYONE, writers=EVERYONE),
        Border("core_storedfile", place=None, readers=EVERYONE, writers=EVERYONE, history="self"),
        Plain("core_lockout", base="SELECT, INSERT, UPDATE, DELETE"),
        migrations.RunSQL("ALTER TABLE core_lockout SET UNLOGGED", migrations.RunSQL.noop),
    ]
