"""Who may do what with matters. The border of places is the database's; departments are drawn here."""

from uuid import UUID

from django.db.models import Q

from jingwei.core.policy import Where, own_department
from jingwei.core.scope import Actor
from jingwei.matters.models import Matter
from jingwei.people.policy import OfficePolicy, allow
from jingwei.people.roles import PLACE_ROLES, WORKERS

_DESK = ("dispatcher", "office")
_LEADERS = ("deputy_leader", "leader")
_OWN = own_department("lead_id", "限本部门主办的")
# Who reads disputes and petitions: the desk, the leaders, who serves the place; a department what it leads.
READ_SENSITIVE = (*_DESK, *_LEADERS, *sorted(PLACE_ROLES))


def _concerned(actor: Actor, matter: Matter) -> frozenset[UUID]:
    """The departments of the actor that lead a matter, led it first, help or were summoned."""
    return actor.departments & {matter.lead_id, matter.first_lead_id, *matter.helpers, *matter.awaited}


_CONCERNED = Where(
    "限本部门主办、首接、协办或被吹哨的",
    lambda actor, matter: bool(_concerned(actor, matter)),
    lambda actor: (
        Q(lead__in=actor.departments)
        | Q(first_lead__in=actor.departments)
        | Q(helpers__overlap=list(actor.departments))
        | Q(awaited__overlap=list(actor.departments))
    ),
)
_CALLED = Where(
    "限被吹哨的部门",
    lambda actor, matter: bool(actor.departments & set(matter.awaited)),
    lambda actor: Q(awaited__overlap=list(actor.departments)),
)
_BY_PLACE = Where("限本社区办理的", lambda actor, target: target.lead_id is None, lambda actor: Q(lead=None))

policy = OfficePolicy(
    rules=[
        allow("see", sorted(WORKERS)),
        allow("read_sensitive", READ_SENSITIVE),
        allow("read_sensitive", ("handler",), _CONCERNED),
        allow("import", _DESK),
        allow("receive", (*_DESK, "handler", *sorted(PLACE_ROLES))),
        allow("dispatch", _DESK),
        allow("handle", (*_DESK, *sorted(PLACE_ROLES))),
        allow("handle", ("handler",), _OWN),
        allow("attend", (*_DESK, *sorted(PLACE_ROLES))),
        allow("attend", ("handler",), _CONCERNED),
        allow("summon", (*_DESK, *sorted(PLACE_ROLES))),
        allow("summon", ("handler",), _OWN),
        allow("answer", _DESK),
        allow("answer", ("handler",), _CALLED),
        allow("park", (*_DESK, *_LEADERS)),
        allow("approve", (*_DESK, *_LEADERS)),
        allow("verify", (*_DESK, *sorted(PLACE_ROLES))),
        allow("verify", ("handler",), _OWN),
        allow("extend", (*_DESK, *_LEADERS)),
        allow("call_back", (*_DESK, *_LEADERS)),
        allow("urge", (*_DESK, *_LEADERS)),
        allow("tell", _DESK),
        allow("open_file", ("leader",)),
        allow("open_file", ("handler",), _OWN),
        allow("open_file", ("community_secretary",), _BY_PLACE),
        allow("unseal", _LEADERS),
        allow("decide", ("office", *_LEADERS)),
        allow("score", (*_DESK, "statistician", *_LEADERS)),
        allow("draw", (*_DESK, *_LEADERS)),
        allow("exclude", ("office", *_LEADERS)),
        allow("read_duty", (*_DESK, *_LEADERS)),
        allow("keep_log", _DESK),
        allow("set_terms", ("office",)),
        allow("export", (*_DESK, "statistician", *_LEADERS)),
    ],
    words={
        "see": "查看事件",
        "read_sensitive": "查看矛盾纠纷、信访等保密类别的内容",
        "receive": "登记诉求",
        "import": "导入事件",
        "dispatch": "受理、交办、退单、转走、作废和重开",
        "handle": "办理、反馈和退回调度",
        "attend": "联系诉求人、现场核实",
        "summon": "吹哨",
        "answer": "报到",
        "park": "挂账、取消挂账",
        "approve": "审核答复",
        "verify": "核查",
        "extend": "延期",
        "call_back": "回访",
        "urge": "催办",
        "open_file": "查阅封存案卷、申请启封",
        "unseal": "批准启封",
        "decide": "记录集体研究、查看会议材料和每人意见",
        "tell": "告知诉求人、处理没有送达的消息",
        "score": "查看考核评分",
        "draw": "抽取即报即结抽查件",
        "exclude": "剔除、恢复考核件",
        "read_duty": "查看值班日志、要情和日报",
        "keep_log": "记值班日志、报要情、交接班",
        "set_terms": "修改工作设置",
        "export": "导出事件",
    },
)
