"""Words of people that more than one page shows."""

from collections.abc import Mapping
from typing import Any

from jingwei.core.periods import period_name

# Events of the audit log, of this and other modules, in the words of the office.
EVENTS = {
    "signed_in": "登录",
    "signed_out": "退出",
    "sign_in_failed": "登录失败",
    "locked_out": "登录锁定",
    "refused": "越权被拒",
    "read": "查看记录",
    "opened": "查看明细",
    "unmasked": "查看完整信息",
    "exported": "导出",
    "printed": "打印",
    "key_sealed": "封存个人信息",
    "key_unsealed": "启封个人信息",
    "erasure_asked": "申请删除个人信息",
    "erasure_dropped": "不删除个人信息",
    "key_erased": "删除个人信息",
    "end_date_changed": "改保存期限",
    "archive_changed": "改归档年数",
    "confirmed": "核实记录",
    "confirmation_taken_back": "撤回核实",
    "confirming_set": "改核实周期",
    "imported": "导入台账",
    "import_undone": "撤销导入",
    "password_changed": "修改密码",
    "password_reset": "重置密码",
    "quick_code_set": "设置切换码",
    "quick_code_removed": "取消切换码",
    "account_opened": "开立账号",
    "account_opened_again": "启用账号",
    "account_closed": "停用账号",
    "appointed": "任命",
    "appointment_ended": "解除任职",
    "delegated": "委托代办",
    "delegation_withdrawn": "撤回代办",
    "handed_over": "岗位交接",
    "left_office": "办理离岗",
    "import_departments": "导入部门",
    "import_staff": "导入人员",
    "import_appointments": "导入任职",
    "subdistrict_added": "新增街道",
    "outlines_imported": "导入边界",
    "divisions_imported": "导入区划",
    "indicators_defined": "修订指标",
    "reported_imported": "导入统计数",
    "token_made": "发放接口令牌",
    "token_withdrawn": "停用接口令牌",
    "audit_checked": "核验日志",
}
# What stands beside an event, and values that are words of the program.
_DETAILS = {
    "way": "方式",
    "address": "来自",
    "until": "锁定至",
    "staff": "工号",
    "demo": "演示",
    "new": "新增",
    "changed": "变更",
    "same": "不变",
    "refused": "退回",
    "rows": "行数",
    "period": "统计期",
    "visible": "可见",
    "broken": "断开处",
    "shape": "表样",
    "basis": "法定事由",
    "before": "原为",
    "end_on": "保存至",
    "known_too": "已登记的一并延长",
    "open_until": "启封至",
    "years": "归档年数",
    "rule": "归档依据",
    "purpose": "处理目的",
}
_VALUES = {
    "password": "密码",
    "quick_code": "切换码",
    "demo": "演示点选",
    "returnable": "可回导表",
    "official": "报表",
    "docx": "Word文件",
    "json": "机读清单",
    "True": "是",
    "False": "否",
}


def detail_words(detail: Mapping[str, Any]) -> str:
    """The detail of a line of the audit log in words; keys of records and questions are left to the record itself."""
    shown = {_DETAILS[key]: value for key, value in detail.items() if key in _DETAILS and value is not None}
    return "，".join(f"{label}：{_word(label, str(value))}" for label, value in shown.items())


def _word(label: str, value: str) -> str:
    return period_name(value) if label == _DETAILS["period"] else _VALUES.get(value, value)
