"""Who may do what with ledgers. The border of places is the database's; this is about verbs."""

from jingwei.people.policy import OfficePolicy, allow
from jingwei.people.roles import PLACE_ROLES, STREET_ROLES, WORKERS

_KEEPERS = ("office", "statistician", "handler", *sorted(PLACE_ROLES))

policy = OfficePolicy(
    rules=[
        allow("see", sorted(WORKERS)),
        allow("record", (*_KEEPERS, "dispatcher")),
        allow("confirm", (*_KEEPERS, "dispatcher")),
        allow("correct", _KEEPERS),
        allow("end", _KEEPERS),
        allow("tidy", _KEEPERS),
        allow("import", _KEEPERS),
        allow("export", (*_KEEPERS, "dispatcher", *sorted(STREET_ROLES - {"leader"}), "leader")),
        allow("unmask", (*_KEEPERS, "dispatcher")),
        allow("tell_own", ("office",)),
        allow("make", ("office", "statistician", "handler")),
        allow("define", ("office", "statistician")),
        allow("see_terms", ("security_admin", *sorted(STREET_ROLES))),
        allow("keep_keys", ("security_admin",)),
        allow("confirm_erasure", ("leader", "deputy_leader", "security_admin")),
    ],
    words={
        "see": "查看台账",
        "record": "登记和变更",
        "confirm": "核实",
        "correct": "更正",
        "end": "停用和恢复",
        "tidy": "核对重复，合并和拆分记录",
        "import": "导入和撤销导入",
        "export": "导出",
        "unmask": "查看完整号码",
        "tell_own": "办理本人查询",
        "make": "建立台账",
        "define": "修改和停用台账",
        "see_terms": "查看个人信息保存期限",
        "keep_keys": "封存、启封、申请删除个人信息，改保存期限",
        "confirm_erasure": "确认删除个人信息",
        "end_terms": "到期处理",
    },
)
