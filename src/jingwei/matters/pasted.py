"""An order or a chat message as it was pasted, read into the fields of the form of registration.

工单编号：…　诉求人：…　来电时间：… in any order, on one line or many, with full-width or plain colons. What is not
understood is told, never dropped.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from jingwei.core.fields import FieldSet

_LABELS: dict[str, tuple[str, ...]] = {
    "outside_number": ("工单编号", "工单号", "诉求编号", "受理编号", "外部编号", "编号"),
    "title": ("诉求标题", "工单标题", "事件标题", "标题", "主题"),
    "text": ("诉求内容", "工单内容", "反映内容", "问题描述", "事件描述", "诉求描述", "内容", "诉求"),
    "place": ("所属区划", "所属社区", "所属网格", "社区", "网格"),
    "address": ("事发地址", "事发地点", "诉求地址", "诉求地点", "地址", "地点", "位置"),
    "received_at": ("来电时间", "受理时间", "收到时间", "登记时间", "反映时间", "上报时间"),
    "outside_due": ("截止时间", "办结时限", "外部时限", "要求办结时间", "办理时限", "处理时限"),
    "urgent": ("紧急程度", "是否紧急", "紧急"),
    "contact_name": ("诉求人姓名", "诉求人", "来电人", "反映人", "投诉人", "联系人", "姓名"),
    "contact_phone": ("联系电话", "来电号码", "联系方式", "手机号码", "手机号", "电话"),
    "secret": ("是否保密", "要求保密", "保密"),
}
_KEYS = {label: key for key, labels in _LABELS.items() for label in labels}
_ANSWERS = {
    **dict.fromkeys(("紧急", "特急", "加急", "保密", "要求保密", "需保密"), "是"),
    **dict.fromkeys(("一般", "普通", "不紧急", "非紧急", "公开", "不保密", "无"), "否"),
}
_KNOWN = "|".join(sorted(_KEYS, key=len, reverse=True))
# A label that is known stands after any gap or stop; another one only where a line or a wide gap begins, since the
# words of a message have colons of their own.
_LABEL = re.compile(
    rf"(?:(?:^|(?<=[\s，,；;。|】\]]))[【\[]?(?P<known>{_KNOWN})[】\]]?[ \t]*[:：])"
    r"|(?:(?:^[ \t]*|(?<=\u3000)|(?<=  ))[【\[]?(?P<other>[\u4e00-\u9fff]{2,10})[】\]]?[ \t]*[:：])",
    re.M,
)
_STOPS = " \t\r\n\u3000，,；;|"
_TITLE = 40


@dataclass(slots=True)
class PastedRequest:
    """What was read: values by the key of the form, and what was not understood, as it stood there."""

    values: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def read_pasted(text: str, declared: FieldSet) -> PastedRequest:
    """Read a message into the fields of `declared`. The place stays as it was called; who calls looks it up."""
    out = PastedRequest()
    found = list(_LABEL.finditer(text))
    begin = text[: found[0].start()] if found else text
    for at, label in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        value = text[label.end() : end].strip(_STOPS)
        key = _KEYS.get(label["known"] or "")
        if not value:
            continue
        if key is None or key in out.values:
            out.unread.append(f"{label['known'] or label['other']}：{value}")
        else:
            out.values[key] = _ANSWERS.get(value, value) if key in ("urgent", "secret") else value
    prose = begin.strip(_STOPS)
    if prose and "text" not in out.values:
        out.values["text"] = prose
    elif prose:
        out.unread.insert(0, prose)
    if "title" not in out.values and out.values.get("text"):
        out.values["title"] = re.split(r"[。！？!?\n；;]", out.values["text"])[0].strip()[:_TITLE]
    _clean(out, declared)
    return out


def _clean(out: PastedRequest, declared: FieldSet) -> None:
    """Values as the form keeps them; what cannot be one is told as not understood."""
    place = out.values.pop("place", None)
    clean = declared.clean(out.values, partial=True)
    for problem in clean.problems:
        key = problem.field or ""
        if key in out.values:
            out.unread.append(f"{problem.label}：{out.values.pop(key)}")
    out.values = {key: value for key, value in clean.values.items() if key in out.values and value is not None}
    if place:
        out.values["place"] = place
