"""What the interface says to those who call it."""

NOT_SIGNED_IN = "请先登录，或在请求头写明接口令牌：Authorization: Bearer 令牌。"
TOKEN_STATES = {
    "unknown": "接口令牌不对，请核对是否抄写完整。",
    "withdrawn": "这个接口令牌已停用，请向本单位系统管理员申请新的。",
    "expired": "这个接口令牌已过有效期，请向本单位系统管理员申请新的。",
    "closed": "这个接口令牌所属的账号已停用，或人员已离岗，请联系本单位系统管理员。",
}
NO_ADMINISTRATOR = "管理员岗位不能用接口令牌办理，请登录后办理。"
NO_POST = "您的账号目前没有岗位，请联系安全管理员任命。"
MUST_CHANGE = "请先登录页面修改初始密码。"
CSRF = "请求没有通过防伪校验，请刷新页面后再提交。"
TOO_MANY = "调用过于频繁：每分钟最多 {rate} 次，请 {wait} 秒后再试。"
NO_SUCH_ADDRESS = "没有这个接口地址，请对照接口说明 /api/v1/docs 核对。"
WRONG_METHOD = "这个接口地址不支持 {method} 方法，可用：{allowed}。"
DEFECT = "程序出错，这次请求没有写入任何内容。请联系本单位系统管理员，并说明时间和所调用的接口。"
NOT_JSON = "请求内容不是有效的 JSON，请核对格式和编码（UTF-8）。"
BAD_CHARACTER = "请求中有数据库不能保存的字符（空字符或不完整的代理字符），请去掉后再提交。"
OUT_OF_REACH = "这项数据不在您的岗位可及范围内。"
NO_SUCH_ENTRY = "没有这条记录，或不在您的管辖范围内。"
EXPECT_WRONG = 'If-Match 应为记录的修订号，例如 If-Match: "3"。'
KEY_WRONG = "Idempotency-Key 应为 1 到 100 个可见的英文字符，例如一个 UUID。"
KEY_USELESS = "这个事项的结果不留存（含个人信息），不能带 Idempotency-Key。"
PAGE_ONLY = "这个事项要在页面上办理（需要上传文件或当面确认），不能只凭名称调用。"
