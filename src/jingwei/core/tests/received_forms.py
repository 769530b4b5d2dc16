"""Forms as superiors send them, made with all that such files hold: merged heads, totals, comments, lists, drawings."""

import io
import zipfile

import xlsxwriter

PLACES = ("第1社区", "第2社区")


def month_form(*, month: int = 11, rows: tuple[str, ...] = PLACES, more: str = "") -> bytes:
    """房屋人口情况月报表: communities down, indicators across, totals as formulas, and cells around for who and when.

    Sheet 月报表: title A1:F1; A2 “填报单位：” with B2:C2 merged; E2 “填报日期：”, F2; head in rows 3 and 4 (序号, 社区,
    房屋（B 上下合并）…); from row 5 one row for each of `rows`, then 合计. Sheet 附表 is hidden and protected, with one
    cell open; 说明 holds a drawing.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("月报表")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"})
    head = book.add_format({"border": 1, "align": "center", "bg_color": "#DDDDDD", "text_wrap": True})
    body = book.add_format({"border": 1, "num_format": "0"})
    money = book.add_format({"border": 1, "num_format": "#,##0.00"})
    share = book.add_format({"border": 1, "num_format": "0.0%"})
    day = book.add_format({"num_format": "yyyy年m月d日", "align": "left"})
    sheet.merge_range("A1:F1", f"2026年{month}月房屋人口情况月报表", title)
    sheet.write("A2", "填报单位：")
    sheet.merge_range("B2:C2", "", book.add_format({"bottom": 1}))
    sheet.write("E2", "填报日期：")
    sheet.write_blank("F2", None, day)
    sheet.merge_range("A3:A4", "序号", head)
    sheet.merge_range("B3:B4", "社区", head)
    sheet.merge_range("C3:D3", "房屋情况", head)
    sheet.write("C4", "房屋总数（套）", head)
    sheet.write("D4", "居住人口（人）", head)
    sheet.merge_range("E3:E4", "建筑面积（万平方米）", head)
    sheet.merge_range("F3:F4", "出租房屋占比", head)
    for at, name in enumerate(rows):
        sheet.write(4 + at, 0, at + 1, head)
        sheet.write(4 + at, 1, name, head)
        for column, form in ((2, body), (3, body), (4, money), (5, share)):
            sheet.write_blank(4 + at, column, None, form)
    last = 4 + len(rows)
    sheet.merge_range(last, 0, last, 1, "合计", head)
    for column, letter in ((2, "C"), (3, "D"), (4, "E")):
        sheet.write_formula(last, column, f"=SUM({letter}5:{letter}{last})", body, 0)
    sheet.write_formula(last, 5, f"=IF(C{last + 1}=0,0,ROUND(D{last + 1}/C{last + 1},2))", body, 0)
    sheet.write_formula(last + 1, 2, f"=VLOOKUP(C{last + 1},C5:D{last},2)", body, 7)
    sheet.write(last + 2, 0, f"填报人：{more}")
    sheet.write_comment("C4", "按年末口径填报")
    sheet.data_validation("C5:C6", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.conditional_format("C5:C6", {"type": "cell", "criteria": ">", "value": 9999, "format": head})
    sheet.set_column(7, 7, 12, body)
    sheet.freeze_panes(4, 2)
    second = book.add_worksheet("附表")
    open_ = book.add_format({"locked": False})
    second.write("A1", "上年同期户数")
    second.write_blank("B1", None, open_)
    second.write("A2", "全街道合计")
    second.write_formula("B2", "=月报表!C7+B1", body, 0)
    second.protect("secret")
    second.hide()
    notes = book.add_worksheet("说明")
    notes.insert_textbox("B2", "每月 5 日前报送")
    notes.write_string("A1", "填表说明")
    book.close()
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of an archive by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part put in or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in source.namelist():
            if entry != name:
                new.writestr(entry, source.read(entry))
        new.writestr(name, content)
    return out.getvalue()
