"""停用原因: for which reasons rows leave a ledger, and whether another one may be written beside the list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, FieldSetError, Problem
from jingwei.registers.leaving.declared import Leaving, Reason, leaving_of, told_differences
from jingwei.registers.models import FieldsVersion, Register
from jingwei.registers.policy import policy

REASONS = Field(
    "reasons",
    "停用原因",
    "parts",
    help="如：迁出、注销、拆除。改名后以前停用的也按新名显示；不再用的选“是”，以前停用的照样能查能数",
    parts=(
        Field("label", "原因", "text", required=True, max_length=20),
        Field("key", "代号", "text", max_length=40, help="不填由系统编"),
        Field("closed", "不再使用", "yesno"),
    ),
)
FREE = Field("free", "名单以外的原因可以另写", "yesno", help="选“否”的，办停用、导入、接口都只收名单里的原因")


@register_action
class SetLeaving(Action):
    """Declare the reasons; a reason that is not named any more is closed, for rows may have left for it."""

    name = "registers.set_leaving"
    label = "停用原因"
    help = (
        "记录停用（注销、迁出、拆除等）时从这张名单里选原因，台账里已停用的就能按原因筛选，也能按原因数期内停用了多少。"
        "名单空着的，停用时各自写明原因。"
    )
    target = Register
    declared = FieldSet("registers_set_leaving", 1, (REASONS, FREE))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write it, as a new version of what the ledger declares."""
        changed, lines, versions = [], [], []
        for item in items:
            register = item.target
            try:
                leaving = _declared(leaving_of(register), item.values)
            except FieldSetError as error:
                raise Invalid([Problem("reasons", "停用原因", "", f"{error.message}。", "leaving.wrong")]) from error
            told = told_differences(register.leaving, leaving.dump())
            if not told:
                continue
            register.leaving = leaving.dump()
            register.revision += 1
            register.fields_version += 1
            changed.append(register)
            lines.append(AuditLine("leaving_set", f"台账“{register.name}”：{'；'.join(told)}", act.reason))
            versions.append(version_of(register))
        Register.objects.bulk_update(changed, ["leaving", "revision", "fields_version"])
        FieldsVersion.objects.bulk_create(versions)
        audit_all(lines)
        return {"registers": [item.target.key for item in items], "changed": len(changed)}


def version_of(register: Register) -> FieldsVersion:
    """The ledger's declaration as a version, not yet saved."""
    return FieldsVersion(
        subdistrict=register.subdistrict,
        register=register,
        version=register.fields_version,
        fields=register.fields,
        leaving=register.leaving,
    )


def _declared(known: Leaving, values: Mapping[str, Any]) -> Leaving:
    keys = {one.label: one.key for one in known.reasons}
    taken = {one.key for one in known.reasons}
    reasons: list[Reason] = []
    for line in values.get("reasons") or ():
        key = line.get("key") or keys.get(line["label"]) or _fresh(taken)
        taken.add(key)
        reasons.append(Reason(key, line["label"], bool(line.get("closed"))))
    named = {one.key for one in reasons}
    reasons += [replace(one, closed=True) for one in known.reasons if one.key not in named]
    out = Leaving(tuple(reasons), bool(values.get("free")))
    out.check()
    return out


def _fresh(taken: set[str]) -> str:
    """The next key that nobody has."""
    return next(key for number in range(1, len(taken) + 2) if (key := f"r{number}") not in taken)
