"""Who may do what with indicators. Values are sums that all who work in the office may see."""

from jingwei.people.policy import OfficePolicy, allow
from jingwei.people.roles import WORKERS

_KEEPERS = ("statistician", "office")

policy = OfficePolicy(
    rules=[
        allow("see", sorted(WORKERS)),
        allow("define", _KEEPERS),
        allow("report", _KEEPERS),
        allow("lock", _KEEPERS),
    ],
    words={
        "see": "查看指标",
        "define": "建立和修改指标",
        "report": "录入和导入外部报来的数",
        "lock": "锁定和解锁统计期",
    },
)
