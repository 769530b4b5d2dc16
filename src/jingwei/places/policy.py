"""Who may do what with the territory."""

from jingwei.core.policy import Policy, allow

# The words of these two roles; all roles stand in people/roles.py, which this module must not know.
_ROLES = {"system_admin": "系统管理员", "office": "办公室综合岗"}

policy = Policy(
    rules=[
        allow("keep_places", ["system_admin", "office"]),
        # Rows of ledgers change their grid along with it, and those the system administrator does not see.
        allow("redraw_places", ["office"]),
        allow("keep_divisions", ["system_admin"]),
        allow("add_subdistrict", ["system_admin"]),
    ],
    words={
        "keep_places": "维护区划与网格",
        "redraw_places": "调整网格",
        "keep_divisions": "更新全国区划代码",
        "add_subdistrict": "新增街道",
    },
    role_words=lambda role: _ROLES.get(role, role),
)
