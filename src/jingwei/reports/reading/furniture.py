"""The furniture of a stored page (navigation, head table, share buttons, comments) told from the report in it."""

import re

from jingwei.reports.reading.script import folded

_ENDS = re.compile(r"[。!?;]")
_ALONE = re.compile(
    r"(?:首页|返回|返回首页|返回顶部|返回手机版|手机版|电脑版|无障碍(?:阅读|浏览)?|长者模式|登录|注册|提交|取消|搜索|检索|确定|收藏|分享|打印|"
    r"关闭|关闭窗口|打印本页|打印正文|上一页|下一页|更多|查看更多(?:评论)?|发表评论|评论|点赞|在看|大|中|小|\[?[大中小]\]?|"
    r"网站地图|联系我们|关于我们|网站声明|政务公开|信息公开|正文|附件下载|相关链接|相关文章|友情链接|\|+)"
)
_OPENS = re.compile(
    r"(?:请输入|请登录|评论列表|查看更多|当前位置|您(?:现在|当前)?(?:所在)?的?位置|发布(?:日期|时间|机构|单位|人)|发文(?:日期|机关|字号)|"
    r"成文日期|生成日期|信息来源|来源:|稿源|浏览(?:次数|量)|阅读(?:次数|量)|点击(?:数|量|率)|访问量|字体|字号|视力保护|"
    r"索引号|统一登记号|文件名称|公开(?:目录|方式|责任部门|范围|形式)|主题分类|体裁分类|组配分类|文号:|责任编辑|编辑:|作者:|"
    r"审核:|校对:|供稿:|上一篇|下一篇|分享到|扫一扫|微信扫|版权(?:所有|声明)|主办单位|承办单位|网站标识码|技术支持|"
    r"【(?:打印|关闭|字体|我要)|附件:?\d?:?\s*\S+\.(?:docx?|pdf|xlsx?|wps))"
)
_RECORDS = re.compile(r"ICP备|公网安备|网站标识码|扫码|本站|转载请|下载(?:文档|全文)|文库")
_HEAD_CELLS = re.compile(
    r"标题|索引号|文号|发布机构|发文日期|生成日期|公开方式|主题分类|体裁分类|公开责任|有效期|登记号"
)
_PATH = re.compile(r"[>»›]")
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*\d{1,2}")
_LONGEST = 80


def strip_furniture(lines: list[str]) -> tuple[list[str], tuple[int, int] | None]:
    """The lines of the report, and (year, month) of publication if the furniture names a date.

    A line is furniture if it is short, ends no sentence, and reads like navigation, a head table or a comment box.
    Blank lines stay.
    """
    kept, published = [], None
    for line in lines:
        if line and _is_furniture(folded(line)):
            found = _DATE.search(line)
            if found and published is None and 1 <= int(found.group(2)) <= 12:
                published = (int(found.group(1)), int(found.group(2)))
        else:
            kept.append(line.strip("| ") if line.startswith("|") or line.endswith("|") else line)
    return kept, published


def _is_furniture(line: str) -> bool:
    if not re.search(r"\w", line):
        return True
    if "|" in line and len(line) <= 300 and (_HEAD_CELLS.search(line) or not re.search(r"[㐀-鿿]", line)):
        return True
    if len(line) > _LONGEST or _ENDS.search(line):
        return False
    if _ALONE.fullmatch(line) or _OPENS.match(line) or _RECORDS.search(line):
        return True
    return len(_PATH.findall(line)) >= 2
