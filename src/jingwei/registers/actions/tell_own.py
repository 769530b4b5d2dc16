"""本人查询: what the ledgers keep of a person who asks, and what a death stops: the two exceptions to the ban on search
by identity number (PIPL 45). Each is logged with its paper; the number is not."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models.expressions import RawSQL
from django.urls import reverse

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.facts.point import NOW
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.models import DataKey
from jingwei.core.secrets import cipher_for
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Version
from jingwei.registers.policy import policy
from jingwei.registers.query import registers

_MOST = 200
_FOUND = """
SELECT found FROM unnest(%s::uuid[], %s::text[]) asked (register, hash)
CROSS JOIN LATERAL registers_find_hash(asked.register, asked.hash, %s) found
"""
_WHY = (
    Choice("own", "本人查询自己的信息（结果交给本人）"),
    Choice("death", "死亡登记，停止发放和服务"),
)


@register_action
class TellOwn(Action):
    """Find the rows of all ledgers that bear an identity number. It changes nothing, and is logged as a reading."""

    name = "registers.tell_own"
    label = "本人查询"
    help = "只用于两种情形：本人持证件来查自己的信息，结果交给本人；凭死亡证明停止发放。其他情形不能按身份证号查找。"
    reason = True
    offered = False  # a person comes to the office; no machine asks
    # An outcome that is kept for a replay would keep who was asked for.
    idempotent_result = False
    declared = FieldSet(
        key="registers_tell_own",
        version=1,
        fields=(
            Field("why", "情形", "choice", required=True, choices=_WHY),
            Field("number", "身份证号", "id_number", required=True, help="核对本人证件或死亡证明后填写，不保存"),
            Field(
                "paper",
                "依据的材料",
                "text",
                required=True,
                max_length=80,
                help="如：本人身份证和书面申请；死亡医学证明编号",
            ),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "tell_own")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Rows by ledger with the purpose they are kept for, and how many batches are sealed; three queries."""
        values = items[0].values
        asked = [(one, field) for one in registers() for field in fieldset_of(one, retired=True).fields]
        asked = [(one, field) for one, field in asked if field.kind == "id_number"]
        keys = DataKey.objects.filter(ledger__in={one.key for one, _ in asked}).exclude(state=DataKey.State.DESTROYED)
        by_ledger: dict[str, list[DataKey]] = {}
        for key in keys:
            by_ledger.setdefault(key.ledger, []).append(key)
        wanted = [
            (one.pk, cipher_for(key).token(field.key, values["number"]))
            for one, field in asked
            for key in by_ledger.get(one.key, ())
            if key.state == DataKey.State.ACTIVE
        ]
        sealed = sorted({key.ledger for key in keys if key.state == DataKey.State.SEALED})
        names = {one.key: one.name for one, _ in asked}
        found: Sequence[Version] = ()
        if wanted:
            ledgers, hashes = [str(one) for one, _ in wanted], [token for _, token in wanted]
            keyed = RawSQL(_FOUND, (ledgers, hashes, _MOST))  # noqa: S611
            found = list(Version.objects.filter(NOW.condition(), pk__in=keyed).select_related("register", "entry"))
        rows = [
            {
                "ledger": one.register.name,
                "title": one.title,
                "purpose": one.register.purpose,
                "until": str(one.register.keep_until or ""),
                "url": reverse("registers:entry", args=[one.entry_id]),
                "entry": str(one.entry_id),
            }
            for one in sorted(found, key=lambda one: (one.register.order, one.sort))
        ]
        said = next(choice.label for choice in _WHY if choice.value == values["why"])
        audit(
            "told_own",
            f"{said}：{len(rows)} 条记录",
            reason=act.reason,
            detail={"why": values["why"], "paper": values["paper"], "entries": [row["entry"] for row in rows]},
        )
        return {"rows": rows, "sealed": [names[key] for key in sealed]}
