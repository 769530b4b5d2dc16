"""What may be done about orders after a comparison, each by the action that does it anywhere else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jingwei.core.actions import perform
from jingwei.core.scope import current_scope
from jingwei.matters.actions import ImportMatters, Reopen, TakeDue
from jingwei.matters.models import Matter, Reconciliation
from jingwei.matters.platforms import Platform
from jingwei.matters.reconciling import Pair

_TITLE, _TAKEN = 40, ("text", "address", "urgent", "due")


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to do about chosen orders of a sort; `run` does it and says what came of it."""

    sort: str
    label: str
    icon: str
    confirm: str
    run: Callable[[Platform, Reconciliation, Sequence[Pair]], str]


def _register(platform: Platform, one: Reconciliation, chosen: Sequence[Pair]) -> str:
    """They come in as an import, which can be looked at and taken back as one."""
    rows = [_as_import(platform, one, pair.row or {}) for pair in chosen]
    context = {"skip": True, "file": f"对账登记：{one.file_name}"[:255]}
    done = perform(ImportMatters(), rows, context=context).result
    refused = f"，{done['refused']} 件没有登记（区划编码等不对，请用“导入”看原因）" if done["refused"] else ""
    return f"已登记 {done['new']} 件{refused}。登记错了可在“导入记录”里撤销。"


def _take_due(platform: Platform, one: Reconciliation, chosen: Sequence[Pair]) -> str:
    rows = {_pk(pair): {"outside_due": (pair.row or {})["due"]} for pair in chosen}
    perform(TakeDue(), list(rows.values()), targets=list(rows))
    return f"已按平台修改 {len(rows)} 件的时限。"


def _reopen(platform: Platform, one: Reconciliation, chosen: Sequence[Pair]) -> str:
    targets = list(dict.fromkeys(_pk(pair) for pair in chosen))
    perform(Reopen(), targets=targets, reason=f"{platform.name}重办（{one.day}对账）")
    return f"已重新办理 {len(targets)} 件，平台时限不同的列在“时限有变”。"


def _pk(pair: Pair) -> Any:
    matter: Matter | None = pair.matter
    assert matter is not None, "an order of this sort is here"
    return matter.pk


def _as_import(platform: Platform, one: Reconciliation, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the export as one of the sheet of imports; what it does not say is the least that is true."""
    told = {key: row[key] for key in _TAKEN if row.get(key) is not None}
    title = row.get("title") or (row.get("text") or "")[:_TITLE] or f"{platform.name}工单{row['outside_number']}"
    ended = platform.stands(row.get("state", "")) == "ended" and row.get("closed_at")
    return {
        **told,
        "outside_number": row["outside_number"], "kind": platform.kind, "channel": platform.channel, "title": title,
        "place": row.get("place") or current_scope().subdistrict,
        "received_at": row.get("received_at") or str(one.day),
        **({"closed_at": row["closed_at"]} if ended else {}),
    }  # fmt: skip


DOING: dict[str, Decision] = {
    one.sort: one
    for one in (
        Decision("theirs", "登记所选", "plus", "把所选工单登记到本系统？", _register),
        Decision("due", "改为平台时限", "calendar", "把所选事件的时限改为平台的时限？", _take_due),
        Decision("again", "重新办理所选", "refresh", "所选事件重新办理，计入重开次数？", _reopen),
    )
}
