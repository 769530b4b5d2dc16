"""Who may do what with reports. Drafts are the office's; readers bound to places see none (the database's border)."""

from jingwei.people.policy import OfficePolicy, allow

_WRITERS = ("statistician", "office")

policy = OfficePolicy(
    rules=[
        allow("see", ("statistician", "office", "deputy_leader", "leader")),
        allow("draft", _WRITERS),
        allow("confirm", _WRITERS),
    ],
    words={
        "see": "查看报告",
        "draft": "起草报告",
        "confirm": "读取上年报告并确认数据",
    },
)
