"""Sentences that more than one module of the sheets says."""

SAVE_AS = "请用 Excel 或 WPS 打开，选“文件→另存为”，类型选“Excel 工作簿（*.xlsx）”，再上传另存后的文件。"
DAMAGED = "文件已损坏或没有传完整，读不出表格。" + SAVE_AS
ENCRYPTED = "文件加了打开密码，系统读不出来。请用 Excel 或 WPS 打开，去掉密码后另存为 .xlsx，再上传。"
TOO_BIG_INSIDE = "文件解压后的内容异常庞大，已拒绝读取。请确认是正常的表格；" + SAVE_AS
TOO_MANY_CELLS = "工作表“{sheet}”用到了{cell}，跨度太大（多为误填或误粘贴）。请删除数据以外多余的行和列后再上传。"
TOO_MANY_VALUES = "文件里的单元格太多，一次读不下。请拆成几个文件分次导入。"
TOO_MANY_ROWS = "工作表“{sheet}”有{rows}行，一次最多{limit}行。请拆成几个文件分次导入。"
TOO_MANY_COLUMNS = (
    "工作表“{sheet}”用到了第{column}列（{letters}列），一张表最多{limit}列。请删除数据以外多余的列后再上传。"
)
CELL_TOO_LONG = "工作表“{sheet}”的{cell}单元格有{chars}个字，一格最多{limit}个字。请把长文章另存为附件，格内只留摘要。"
