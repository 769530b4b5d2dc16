"""Who may do what with superiors' forms. They are the office's: readers bound to places see none (the border)."""

from jingwei.people.policy import OfficePolicy, allow

_FILLERS = ("statistician", "office", "handler")

policy = OfficePolicy(
    rules=[
        allow("see", (*_FILLERS, "deputy_leader", "leader")),
        allow("fill", _FILLERS),
    ],
    words={"see": "查看上级的表", "fill": "填上级的表和登记报送"},
)
