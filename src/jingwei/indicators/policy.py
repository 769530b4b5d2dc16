"""Who may do what with indicators. Values are sums that all who work in the office may see."""

from jingwei.people.policy import OfficePolicy, allow, inside, own_department
from jingwei.people.roles import WORKERS

_KEEPERS = ("statistician", "office")

# Who looks at the whole office, and keeps nothing of it.
LEADERS = ("leader", "deputy_leader")

policy = OfficePolicy(
    rules=[
        allow("see", sorted(WORKERS)),
        allow("define", _KEEPERS),
        allow("report", _KEEPERS),
        allow("lock", _KEEPERS),
        allow("set_targets", _KEEPERS),
        allow("explain", _KEEPERS),
        allow("explain", ["handler"], own_department("department_id")),
        allow("explain", ["community_secretary"], inside("place_id", "限本社区的目标")),
    ],
    words={
        "see": "查看指标",
        "define": "建立和修改指标",
        "report": "录入和导入外部报来的数",
        "lock": "锁定和解锁统计期",
        "set_targets": "下达、更正目标和设定亮灯规则",
        "explain": "填写红灯说明",
    },
)
