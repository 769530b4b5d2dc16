"""Who may do what with matters. The border of places is the database's; departments are drawn here."""

from jingwei.core.policy import own_department
from jingwei.people.policy import OfficePolicy, allow
from jingwei.people.roles import PLACE_ROLES, WORKERS

_DESK = ("dispatcher", "office")
_LEADERS = ("deputy_leader", "leader")
_OWN = own_department("lead_id", "限本部门主办的")
# Who reads disputes and petitions: the desk, the leaders, who serves the place; a department what it leads.
READ_SENSITIVE = (*_DESK, *_LEADERS, *sorted(PLACE_ROLES))

policy = OfficePolicy(
    rules=[
        allow("see", sorted(WORKERS)),
        allow("read_sensitive", READ_SENSITIVE),
        allow("read_sensitive", ("handler",), _OWN),
        allow("import", _DESK),
        allow("receive", (*_DESK, "handler", *sorted(PLACE_ROLES))),
        allow("dispatch", _DESK),
        allow("handle", (*_DESK, *sorted(PLACE_ROLES))),
        allow("handle", ("handler",), _OWN),
        allow("approve", (*_DESK, *_LEADERS)),
        allow("verify", (*_DESK, *sorted(PLACE_ROLES))),
        allow("verify", ("handler",), _OWN),
        allow("extend", (*_DESK, *_LEADERS)),
        allow("call_back", (*_DESK, *_LEADERS)),
        allow("urge", (*_DESK, *_LEADERS)),
        allow("tell", _DESK),
        allow("score", (*_DESK, "statistician", *_LEADERS)),
        allow("exclude", ("office", *_LEADERS)),
        allow("export", (*_DESK, "statistician", *_LEADERS)),
    ],
    words={
        "see": "查看事件",
        "read_sensitive": "查看矛盾纠纷、信访等保密类别的内容",
        "receive": "登记诉求",
        "import": "导入事件",
        "dispatch": "受理、交办、退单、转走、作废和重开",
        "handle": "办理、反馈和退回调度",
        "approve": "审核答复",
        "verify": "核查",
        "extend": "延期",
        "call_back": "回访",
        "urge": "催办",
        "tell": "告知诉求人、处理没有送达的消息",
        "score": "查看考核评分",
        "exclude": "剔除、恢复考核件",
        "export": "导出事件",
    },
)
