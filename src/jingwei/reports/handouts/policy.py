"""Who may hand sheets out and give them back. A place's own part is drawn by the border; this is about verbs."""

from jingwei.people.policy import OfficePolicy, allow
from jingwei.people.roles import PLACE_ROLES

_COLLECTORS = ("statistician", "office", "handler")

policy = OfficePolicy(
    rules=[
        allow("see", (*_COLLECTORS, "deputy_leader", "leader")),
        allow("hand_out", _COLLECTORS),
        allow("give_back", (*_COLLECTORS, *sorted(PLACE_ROLES))),
    ],
    words={"see": "查看分发收表", "hand_out": "分发表格和合并", "give_back": "交表"},
)
