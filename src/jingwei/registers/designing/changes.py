"""What differs between two declarations of fields, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.fields import KINDS
from jingwei.core.masking import MARK_LABELS

_WORDS = {
    "help": "填写说明",
    "unit": "单位",
    "aliases": "别的写法",
    "decimals": "小数位数",
    "minimum": "下限",
    "maximum": "上限",
    "max_length": "最大字数",
    "link": "关联的台账",
    "fewest": "不足几家不公布",
    "reason": "必传理由",
}


def told_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Sentences on what the later of two dumped FieldSets has otherwise; fields are the same by their key."""
    old = {one["key"]: one for one in before.get("fields", ())}
    new = {one["key"]: one for one in after.get("fields", ())}
    out = [f"新增字段“{one['label']}”（{_kind(one)}）" for key, one in new.items() if key not in old]
    out += [f"去掉字段“{one['label']}”" for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key in old:
            out += _field(old[key], one)
    shared = [key for key in old if key in new]
    if shared != [key for key in new if key in old]:
        out.append("调整了字段的次序")
    return out


def _kind(one: Mapping[str, Any]) -> str:
    kind = KINDS.get(one["kind"])
    return kind.label if kind else str(one["kind"])


def _field(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    name, out = new["label"], []
    if old["label"] != name:
        out.append(f"“{old['label']}”改名为“{name}”")
    if bool(old.get("retired")) != bool(new.get("retired")):
        out.append(f"{'停用' if new.get('retired') else '恢复'}字段“{name}”")
    if bool(old.get("required")) != bool(new.get("required")):
        out.append(f"“{name}”改为{'必填' if new.get('required') else '可不填'}")
    if bool(old.get("facet")) != bool(new.get("facet")):
        out.append(f"“{name}”{'可以' if new.get('facet') else '不再'}作列表筛选")
    if old["kind"] != new["kind"]:
        out.append(f"“{name}”由{_kind(old)}改为{_kind(new)}")
    if old.get("personal") != new.get("personal"):
        mark = MARK_LABELS.get(new.get("personal") or "", "")
        out.append(f"“{name}”标为个人信息（{mark}）" if mark else f"“{name}”不再标为个人信息")
    out += _choices(name, old.get("choices", ()), new.get("choices", ()))
    rest = set(old) | set(new)
    rest -= {"key", "label", "kind", "required", "facet", "personal", "choices", "retired"}
    for part in sorted(rest):
        if old.get(part) != new.get(part):
            out.append(f"“{name}”的{_WORDS.get(part, '其他设置')}{_from_to(old.get(part), new.get(part))}")
    return list(dict.fromkeys(out))


def _choices(name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[str]:
    before, after = ({one["value"]: one["label"] for one in part} for part in (old, new))
    out = []
    added = [label for value, label in after.items() if value not in before]
    gone = [label for value, label in before.items() if value not in after]
    if added:
        out.append(f"“{name}”增加选项：{'、'.join(added)}")
    if gone:
        out.append(f"“{name}”去掉选项：{'、'.join(gone)}")
    out += [
        f"“{name}”的选项“{before[value]}”改名为“{label}”"
        for value, label in after.items()
        if value in before and before[value] != label
    ]
    return out


def _from_to(old: Any, new: Any) -> str:
    if isinstance(old or new, (str, int)):
        return f"由“{old}”改为“{new}”" if old and new else f"设为“{new}”" if new else "取消了"
    return "有改动"
