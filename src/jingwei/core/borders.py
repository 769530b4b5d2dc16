"""Migration operations that draw borders: policies, grants, history triggers and definer look-ups.

Every table with a subdistrict goes through `Border`; a test compares the catalogue with what is declared here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.migrations.operations.base import Operation

from jingwei.core.roles import HISTORY, LOOKUP, OWNER
from jingwei.core.scope import BASE_ROLE, Reader

History = Literal["change", "self", "none"]
SUBDISTRICT = "subdistrict = current_setting('jingwei.subdistrict')"
# The sub-select makes one array per query instead of one per row: 13 ms against 225 ms for a group over a million rows.
PLACES = "{column} = ANY((SELECT current_setting('jingwei.places')::uuid[])::uuid[])"


@dataclass(eq=False)
class _Sql(Operation):
    """An operation that runs statements forwards and others backwards."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's models know changes."""

    def statements(self) -> list[str]:
        """What runs forwards."""
        raise NotImplementedError

    def undo_statements(self) -> list[str]:
        """What runs backwards."""
        return []

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements."""
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements that take it back."""
        for statement in self.undo_statements():
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """One line for the list of operations."""
        return f"{type(self).__name__} {vars(self)}"


@dataclass(eq=False)
class Border(_Sql):
    """Policies, grants and history of one table that carries `subdistrict`.

    `place`: the column that binds the reader PLACE (None: this reader sees the whole subdistrict's rows; False: none).
    `readers` may read; `writers` may insert and update too. Nobody may delete, except `deleters`.
    `history`: "change" logs every statement to core_change, "self" means the table is its own history.
    `omit`: columns that history never copies.
    """

    table: str
    place: str | Literal[False] | None = False
    readers: Sequence[Reader] = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
    writers: Sequence[Reader] = (Reader.STREET,)
    deleters: Sequence[Reader] = ()
    history: History = "change"
    omit: Sequence[str] = ()
    append_only: bool = False

    def statements(self) -> list[str]:
        """Row-level security, forced; one policy per role and never an OR between kinds of readers."""
        table = f'"{self.table}"'
        out = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"COMMENT ON TABLE {table} IS 'border:{self.history}'",
            f"CREATE POLICY lookup ON {table} FOR SELECT TO {LOOKUP} USING (true)",
            f"GRANT SELECT ON {table} TO {LOOKUP}",
        ]
        for reader in dict.fromkeys((*self.readers, *self.writers)):
            rule = self._rule(reader)
            if rule is None:
                continue
            writes = reader in self.writers
            verb = "ALL" if writes or reader in self.deleters else "SELECT"
            check = f" WITH CHECK ({rule})" if verb == "ALL" else ""
            out.append(
                f"CREATE POLICY {reader.name.lower()} ON {table} FOR {verb} TO {reader.value} USING ({rule}){check}"
            )
            grants = ["SELECT"]
            if writes:
                grants += ["INSERT"] if self.append_only else ["INSERT", "UPDATE"]
            if reader in self.deleters:
                grants.append("DELETE")
            out.append(f"GRANT {', '.join(grants)} ON {table} TO {reader.value}")
        if self.history == "change":
            out += self._triggers(table)
        return out

    def _rule(self, reader: Reader) -> str | None:
        if reader is not Reader.PLACE or self.place is None:
            return SUBDISTRICT
        if self.place is False:
            return None
        return f"{SUBDISTRICT} AND {PLACES.format(column=self.place)}"

    def _triggers(self, table: str) -> list[str]:
        omit = ",".join(self.omit)
        name = self.table
        events = (
            ("insert", "INSERT", "REFERENCING NEW TABLE AS new_rows"),
            ("update", "UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("delete", "DELETE", "REFERENCING OLD TABLE AS old_rows"),
        )
        return [
            f"CREATE TRIGGER {name}_history_{key} AFTER {event} ON {table} {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION core_log_{key}('{omit}')"
            for key, event, tables in events
        ]


@dataclass(eq=False)
class Opening(_Sql):
    """One more reader of a table that has its border already: whole rows of the subdistrict, with `writes` to update.

    It cannot be used for the reader PLACE, whose rows depend on a column.
    """

    table: str
    reader: Reader
    writes: bool = False

    def statements(self) -> list[str]:
        """The policy and the grant."""
        verb = "ALL" if self.writes else "SELECT"
        check = f" WITH CHECK ({SUBDISTRICT})" if self.writes else ""
        return [
            f'CREATE POLICY {self.reader.name.lower()} ON "{self.table}" FOR {verb} TO {self.reader.value} '
            f"USING ({SUBDISTRICT}){check}",
            f'GRANT SELECT{", UPDATE" if self.writes else ""} ON "{self.table}" TO {self.reader.value}',
        ]

    def undo_statements(self) -> list[str]:
        """Take both back."""
        return [
            f'REVOKE SELECT, UPDATE ON "{self.table}" FROM {self.reader.value}',
            f'DROP POLICY {self.reader.name.lower()} ON "{self.table}"',
        ]


@dataclass(eq=False)
class Plain(_Sql):
    """Grants of a table without a subdistrict: sessions, accounts, the installation.

    `base` are privileges of the role that a connection has before any scope; `readers` those of every reader role.
    """

    table: str
    base: str = ""
    readers: str = ""
    admin: str = ""

    def statements(self) -> list[str]:
        """One grant per kind of role."""
        out = []
        if self.base:
            out.append(f'GRANT {self.base} ON "{self.table}" TO {BASE_ROLE}')
        if self.readers:
            everyone = ", ".join(reader.value for reader in Reader)
            out.append(f'GRANT {self.readers} ON "{self.table}" TO {everyone}')
        if self.admin:
            out.append(f'GRANT {self.admin} ON "{self.table}" TO {Reader.ADMIN.value}')
        return out


@dataclass(eq=False)
class Definer(_Sql):
    """A function that runs with the rights of a plain inner role: capped look-ups and the writing of history.

    `signature` is name(types), `body` the whole CREATE FUNCTION text without SECURITY clauses' owner.
    """

    signature: str
    body: str
    owner: Literal["lookup", "history"] = "lookup"
    callers: Sequence[str] = (BASE_ROLE, *(reader.value for reader in Reader))

    def statements(self) -> list[str]:
        """Create, hand over, and let only the callers execute it."""
        owner = LOOKUP if self.owner == "lookup" else HISTORY
        # Granted by the new owner: what the old one granted to itself is lost when the function changes hands.
        return [
            self.body,
            f"ALTER FUNCTION {self.signature} OWNER TO {owner}",
            f"SET ROLE {owner}",
            f"REVOKE ALL ON FUNCTION {self.signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {self.signature} TO {', '.join(self.callers)}",
            f"SET ROLE {OWNER}",
        ]

    def undo_statements(self) -> list[str]:
        """Drop it."""
        return [f"DROP FUNCTION IF EXISTS {self.signature}"]
