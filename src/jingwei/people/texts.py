"""Words of people that more than one page shows."""

# Events of the audit log, of this and other modules, in the words of the office.
EVENTS = {
    "signed_in": "登录",
    "signed_out": "退出",
    "sign_in_failed": "登录失败",
    "locked_out": "登录锁定",
    "refused": "越权被拒",
    "unmasked": "查看完整信息",
    "exported": "导出",
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
    "audit_checked": "核验日志",
}
