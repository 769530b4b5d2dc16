import io
import random
import zipfile

import docx
import pytest

from jingwei.reports.reading import ReadingError, read

BAD = {
    "空.txt": (b"", "空文件"),
    "空白.txt": (b"  \n\t\n", "空文件"),
    "图片.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "图片.txt"),
    "大.txt": (b"a" * (20 * 1024 * 1024 + 1), "超过 20 MB"),
    "旧.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    "扫描.pdf": (b"%PDF-1.7\n", "PDF"),
    "坏.docx": (b"PK\x03\x04broken", "打不开"),
    "乱.txt": ("臺北市各區公所年度工作報告,共計辦理案件三千件".encode("big5") * 30, "编码"),
    "空壳.html": (b"<html><body><script>1</script></body></html>", "没有文字"),
}


@pytest.mark.parametrize("name", BAD)
def test_the_sentence_names_the_file_and_what_to_do(name: str) -> None:
    data, expected = BAD[name]
    with pytest.raises(ReadingError) as caught:
        read(data, f"/某处/{name}")
    message = caught.value.message
    assert expected in message
    assert f"“{name}”" in message
    assert message.endswith("。")
    assert message.count("。") == 1


def test_random_bytes_give_a_sentence_or_a_reading_but_nothing_else() -> None:
    source, messages = random.Random(7), []
    for _ in range(60):
        try:
            read(source.randbytes(source.randint(1, 400)), "随机.txt")
        except ReadingError as error:
            messages.append(error.message)
    assert messages
    assert all(message.endswith("。") for message in messages)


def test_a_word_file_that_unpacks_to_too_much_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(ReadingError, match="过大"):
        read(packed.getvalue(), "炸弹.docx")


def test_encodings_of_text_files() -> None:
    text = "云栖街道2023年工作总结\n全年走访群众800户,发放补贴12.5万元。"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"):
        assert [str(one.value) for one in read(text.encode(encoding), "a.txt").figures] == ["800", "12.5"], encoding


def test_a_word_file_is_read_paragraph_by_paragraph_and_table_row_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("云栖街道2023年工作总结")
    document.add_paragraph("全年走访群众800户。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "化解纠纷"
    table.rows[0].cells[1].text = "56起"
    file = io.BytesIO()
    document.save(file)
    reading = read(file.getvalue(), "总结.docx")
    assert [f"{one.value}{one.unit}" for one in reading.figures] == ["800户", "56起"]
    assert reading.text.split("\n")[:2] == ["云栖街道2023年工作总结", "全年走访群众800户。"]


def test_a_web_page_is_read_without_scripts_and_menus() -> None:
    page = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>x</title><style>p{width:3px}</style></head>
    <body><div>首页 &gt; 公开 &gt; 总结</div><h1>云栖街道2023年工作总结</h1><script>var a=5;</script>
    <p>全年走访群众<b>800</b>户,</p><p>发放补贴12.5&nbsp;万元。</p></body></html>"""
    reading = read(page.encode("gb18030"), "页.html")
    assert reading.text == "云栖街道2023年工作总结\n全年走访群众800户,发放补贴12.5 万元。"
    assert [f"{one.value}{one.unit}" for one in reading.figures] == ["800户", "12.5万元"]
