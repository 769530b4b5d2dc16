"""Until when personal data is kept: what a key's end date means, what is due on a day, what a new date changes.

Every value keeps the end date under which it was recorded. A shorter date holds at once for all that is known; a
longer one for what is recorded from now on, and for what is known only where that is said (decision 0005).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jingwei.core.audit import audit
from jingwei.core.models import DataKey
from jingwei.core.secrets import save_keys
from jingwei.registers.models import Register

What = Literal["seal", "erase"]
WHAT_WORDS: dict[What, str] = {"seal": "封存", "erase": "删除"}
REMIND_DAYS = 90


@dataclass(frozen=True, slots=True)
class Term:
    """One key of a ledger and how long what it encrypted is kept."""

    register: Register
    key: DataKey

    @property
    def archive_until(self) -> date:
        """The last day of the archive the law orders; the end date itself where there is none."""
        return years_after(self.key.end_on, self.register.archive_years)

    @property
    def archived(self) -> bool:
        """Whether the law orders an archive: then the end date seals, and only the archive's end erases."""
        return self.register.archive_years > 0

    @property
    def live(self) -> bool:
        """Whether there is still something to lose."""
        return self.key.state != DataKey.State.DESTROYED

    def due(self, on: date) -> What | None:
        """What has to happen on that day."""
        opened = self.key.open_until is not None and on <= self.key.open_until
        if not self.live or opened:
            return None
        if on > self.archive_until:
            return "erase"
        return "seal" if on > self.key.end_on and self.key.state == DataKey.State.ACTIVE else None

    def next_day(self, on: date) -> date:
        """The last day before something happens next."""
        if self.key.open_until is not None and on <= self.key.open_until:
            return self.key.open_until
        return self.key.end_on if on <= self.key.end_on else self.archive_until

    def outlook(self, on: date) -> str:
        """What will happen, as a sentence of an office."""
        if not self.live:
            return "已删除，只保留记录和统计数"
        due = self.due(on)
        if due:
            return f"今夜{WHAT_WORDS[due]}"
        if self.key.open_until is not None and on <= self.key.open_until:
            return f"{self.key.open_until}之后重新封存"
        if not self.archived:
            return "到期后删除"
        return f"{'到期后封存，' if on <= self.key.end_on else ''}归档到{self.archive_until}，之后删除"


def years_after(day: date, years: int) -> date:
    """The same day some years later; the last day of February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def terms(registers: Sequence[Register] | None = None) -> list[Term]:
    """All keys of the subdistrict's ledgers, in the order of the menu and of the keys; two queries."""
    known = list(Register.objects.exclude(keep_until=None).order_by("order", "key")) if registers is None else registers
    keys: dict[str, list[DataKey]] = {}
    for key in DataKey.objects.filter(ledger__in=[register.key for register in known]).order_by("number"):
        keys.setdefault(key.ledger, []).append(key)
    return [Term(register, key) for register in known for key in keys.get(register.key, [])]


def set_end_date(register: Register, until: date, *, known_too: bool, reason: str = "") -> int:
    """Give a ledger another end date; gives how many keys, and so what they encrypted, changed theirs.

    The register is left to the caller to save.
    """
    before = register.keep_until
    register.keep_until = until
    live = DataKey.objects.filter(ledger=register.key).exclude(state=DataKey.State.DESTROYED)
    touched = [
        key
        for key in live.order_by("pk").select_for_update()
        if key.end_on > until or (known_too and key.end_on < until)
    ]
    for key in touched:
        key.end_on = until
    save_keys(touched)
    detail = {"before": before, "end_on": until, "known_too": known_too, "keys": len(touched)}
    audit("end_date_changed", f"台账“{register.name}”", reason=reason, detail=detail)
    return len(touched)
