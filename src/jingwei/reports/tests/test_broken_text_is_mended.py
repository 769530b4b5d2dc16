from jingwei.reports.reading import read
from jingwei.reports.reading.clean import clean
from jingwei.reports.tests.reading_samples import said


def test_pinyin_behind_characters_is_removed_in_every_kind_of_bracket() -> None:
    broken = "政務(wù)公開,実施項\uff08xiàng\uff09目,辦務(wu)處,轉(zhuǎn)型"
    assert clean("今年以來,街道" + broken + "。" * 3).text.startswith("今年以来,街道政务公开,実施项目,办务处,转型")


def test_latin_words_in_brackets_stay() -> None:
    assert clean("推广小程序(app)和面积单位(km),方案(a)。").text == "推广小程序(app)和面积单位(km),方案(a)。"


def test_traditional_characters_become_simplified_ones_word_by_word() -> None:
    text = "萬餘戶居民、5萬馀元補貼,徵收乾淨的檔案,乾隆年間的鐘樓與著名景點,發展後備幹部,里程三公里"
    assert clean(text).text == "万余户居民、5万余元补贴,征收干净的档案,乾隆年间的钟楼与著名景点,发展后备干部,里程三公里"


def test_simplified_text_is_left_alone() -> None:
    text = "著名的瞭望塔由于年久失修,投资20万元修缮,余下的5万元用于瞭望设备。" * 3
    assert clean(text).text == text


def test_page_furniture_is_stripped_and_its_figures_with_it() -> None:
    page = """返回手机版
首页 > 政务公开 > 工作总结
标题: | 2023年工作总结 | 索引号: | 1137/2023-52
---|---|---
发布日期:2024-01-12 浏览次数:356次
【字体:大 中 小】
云栖街道2023年工作总结
全年走访群众800户。
请登录后提交
评论列表(0条)
版权所有:某某街道 ICP备12345号"""
    assert clean(page).text == "云栖街道2023年工作总结\n全年走访群众800户。"
    assert clean(page).published == (2024, 1)
    assert said(page) == ["800 户"]


def test_lines_broken_within_a_sentence_are_joined() -> None:
    assert clean("全年投入资金1\n00万元。").text == "全年投入资金100万元。"
    assert clean("整治道路、\n河道、\n绿地56处。").text == "整治道路、河道、绿地56处。"
    assert clean("整治道路56处\n,清运垃圾9吨。").text == "整治道路56处,清运垃圾9吨。"


def test_a_text_wrapped_at_a_fixed_width_gets_its_paragraphs_back() -> None:
    paragraph = (
        "今年以来街道围绕中心工作扎实推进各项任务,共走访群众1286户,解决问题357个,化解矛盾纠纷96起,群众满意度不断提升。"
    )
    lines = [paragraph[at : at + 24] for at in range(0, len(paragraph), 24)]
    wrapped = "\n".join(["一、工作回顾", *lines, "二、工作打算", *lines])
    assert clean(wrapped).text == f"一、工作回顾\n{paragraph}\n二、工作打算\n{paragraph}"


def test_headings_are_not_joined_to_what_follows() -> None:
    text = "一、主要工作\n(一)抓党建\n开展活动9场。\n1.抓学习\n组织学习4次。"
    assert clean(text).text == text


def test_offsets_refer_to_the_cleaned_text() -> None:
    page = (
        "首页 > 公开\n常青街道2021年總結\n實現(xiàn)產(chǎn)值 15.2 億元,同比增長42%,新增企業(yè)2家,接待群眾300餘戶。"
    )
    reading = read(page.encode(), "a.txt")
    assert [reading.text[one.start : one.end] for one in reading.figures] == [one.quote for one in reading.figures]
    marked = [reading.text[one.number_start : one.number_end] for one in reading.figures]
    assert marked == ["15.2 亿元", "42%", "2家", "300余户"]


def test_full_width_and_half_width_marks_are_read_alike() -> None:
    half = "现有企业77家,其中工业15家(高新5家);同比增长5%,居全区第2位。"
    full = half.translate(str.maketrans({",": "\uff0c", ";": "\uff1b", "(": "\uff08", ")": "\uff09", "%": "\uff05"}))
    assert said(full) == said(half)
