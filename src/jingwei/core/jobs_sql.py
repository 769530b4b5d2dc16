"""The tables of procrastinate: made by its own statements, given to the role that a connection has before any scope.

They hold names of tasks and times, never a record of an office, so they carry no subdistrict and no border.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jingwei.core.borders import _Sql
from jingwei.core.roles import LOOKUP
from jingwei.core.scope import BASE_ROLE

TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
_KNOWN = "SELECT obj_description(to_regclass('procrastinate_jobs'))"


def newest_change() -> str:
    """The name of the last change of the tables that the installed procrastinate knows."""
    return _changes()[-1]


@dataclass(eq=False)
class JobTables(_Sql):
    """Make the tables as the installed procrastinate has them, or bring those that are there up to its state.

    What they were made by stands in their comment. Where a new procrastinate changes its tables, one more migration
    with this operation is all that is needed.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run what is missing, then the grants."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
            there = cursor.fetchone()[0]
            cursor.execute(_KNOWN)
            known = cursor.fetchone()[0] or ""
        folder = files("procrastinate.sql")
        if there:
            statements = [
                folder.joinpath(f"migrations/{name}").read_text("utf-8") for name in _changes() if name > known
            ]
        else:
            statements = [folder.joinpath("schema.sql").read_text("utf-8")]
        for statement in [*statements, *self.statements()]:
            schema_editor.execute(statement, params=None)

    def statements(self) -> list[str]:
        """Comment and grants."""
        return [
            f"COMMENT ON TABLE procrastinate_jobs IS '{newest_change()}'",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO {BASE_ROLE}",
            "DO $$ DECLARE s text; BEGIN FOR s IN SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' "
            "AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'procrastinate_%' LOOP "
            f"EXECUTE format('GRANT USAGE ON SEQUENCE %I TO {BASE_ROLE}', s); END LOOP; END $$",
        ]


def _changes() -> list[str]:
    folder = files("procrastinate.sql").joinpath("migrations")
    return sorted(part.name for part in folder.iterdir() if part.name.endswith(".sql"))


WORKER_SEEN = """
CREATE FUNCTION core_worker_seen() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(last_heartbeat) FROM procrastinate_workers
$$
"""


@dataclass(eq=False)
class WorkerRead(_Sql):
    """Let the look-up role see when a worker last gave a sign of life."""

    def statements(self) -> list[str]:
        """The grant."""
        return [f"GRANT SELECT ON procrastinate_workers TO {LOOKUP}"]
