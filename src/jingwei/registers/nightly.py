"""到期处理, every night: in each subdistrict what has reached its end date is sealed or erased, once."""

import logging
from dataclasses import dataclass
from datetime import date

from jingwei.core.actions import perform
from jingwei.core.jobs.clearing import drop_old_files
from jingwei.core.nightly import NightFailed, nightly_parts
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.secrets import finish_destroying
from jingwei.places.models import Subdistrict
from jingwei.registers.actions import EndTerm
from jingwei.registers.designing.drafts import forget_unfinished
from jingwei.registers.end_dates import WHAT_WORDS, Term, What, terms
from jingwei.registers.wipe import wipe_values

log = logging.getLogger("jingwei.nightly")


@dataclass(frozen=True, slots=True)
class Due:
    """One key that is due, in one subdistrict."""

    street: str
    subdistrict: str
    term: Term
    what: What

    @property
    def said(self) -> str:
        """The line of a command or log."""
        term = self.term
        rule = f"，归档依据：{term.register.archive_rule}" if term.archived else ""
        return (
            f"{self.street} “{term.register.name}”第{term.key.number}批，保存至{term.key.end_on}{rule}："
            f"{WHAT_WORDS[self.what]}"
        )


def all_due(on: date) -> list[Due]:
    """Everything that is due on a day, in all subdistricts of this database."""
    found = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        with open_scope(_scope(code)):
            found += [Due(name, code, term, what) for term in terms() if (what := term.due(on)) is not None]
    return found


@nightly_parts
def end_terms(on: date) -> list[str]:
    """Do what is due, each in a transaction of its own; what a crash or a restored backup left of erased ones too."""
    done, failed = [], 0
    for due in all_due(on):
        try:
            with open_scope(_scope(due.subdistrict)):
                reason = f"保存期限至{due.term.key.end_on}届满"
                perform(EndTerm(), targets=[due.term.key.pk], reason=reason, context={"on": on})
            done.append(due.said)
        except Exception:
            failed += 1
            log.exception("%s could not be ended", due.term.key.pk)
    for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
        with open_scope(_scope(code)):
            files, rows = finish_destroying(), _wipe_what_came_back()
        if files or rows:
            done.append(f"{code} 清除已删除个人信息的残留：密钥文件{files}个，记录{rows}条")
    if failed:
        raise NightFailed(f"{failed} keys could not be ended")
    return done


@nightly_parts
def forget_sheets(on: date) -> list[str]:
    """Erase sheets that were brought to make a ledger, and that nobody made one of."""
    done = []
    for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
        with open_scope(_scope(code)):
            if keys := forget_unfinished(on):
                done.append(f"{code} 删除没有建成台账的表格：密钥{keys}个")
    return done


@nightly_parts
def drop_offered_files(on: date) -> list[str]:
    """Remove the files of exports whose time is over."""
    done = []
    for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
        with open_scope(_scope(code)):
            if files := drop_old_files(on):
                done.append(f"{code} 删除过期的导出文件：{files}个")
    return done


def _wipe_what_came_back() -> int:
    """Empty the masks of erased values that a backup from before the erasure has brought back."""
    erased: dict[str, list[Term]] = {}
    for term in terms():
        if not term.live:
            erased.setdefault(term.register.key, []).append(term)
    return sum(wipe_values(held[0].register, [term.key for term in held]) for held in erased.values())


def _scope(code: str) -> Scope:
    """The system itself, among what administrators see: ledgers and keys, no rows."""
    return Scope(Reader.ADMIN, code)
