import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.ui.blocks import Item
from jingwei.core.ui.forms import WIDGETS, FormField
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.core.ui.prose import Figure, Paragraph, count_origins


def draw(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_row_shorter_than_its_table_is_filled_up() -> None:
    table = Table((Column("地址"), Column("面积", "number")), (Row(("东港路1号",), url="/1"),))
    shown = draw("{% table table %}", table=table)
    assert shown.count("<td") == 2
    assert '<a class="row-link" href="/1">东港路1号</a>' in shown


def test_every_cell_says_its_column_for_the_card_on_a_phone() -> None:
    table = Table((Column("地址"), Column("状态", "badge")), (Row(("东港路1号", Badge("正常", "good"))),))
    assert re.findall('data-label="(.*?)"', draw("{% table table %}", table=table)) == ["地址", "状态"]


def test_rows_can_be_numbered_summed_and_chosen() -> None:
    table = Table(
        (Column("地址"), Column("人数", "number")), (Row(("a", 1), key="7"),), ("合计", 1), "表", "人", "row", 51
    )
    shown = draw("{% table table %}", table=table)
    assert '<td class="c-serial">51</td>' in shown
    assert 'name="row" value="7"' in shown
    assert "单位：人" in shown
    assert "合计" in shown.split("<tfoot>")[1]


@given(total=st.integers(0, 5000), page=st.integers(-3, 200), size=st.integers(1, 100))
def test_a_pager_always_stands_on_a_page_that_exists(total: int, page: int, size: int) -> None:
    pager = Pager.of(total, page, size, lambda number: f"?n={number}")
    assert 1 <= pager.page <= pager.pages
    assert [link.label for link in pager.links if link.here] == [str(pager.page)]
    numbers = [int(link.label) for link in pager.links if link.label != "…"]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert numbers[-1] == pager.pages
    assert pager.last <= total


def test_a_gap_of_one_page_is_filled_not_dotted() -> None:
    labels = [link.label for link in Pager.of(500, 5, 50, str).links]
    assert labels == ["1", "2", "3", "4", "5", "6", "…", "9", "10"]


def test_an_action_that_changes_something_is_posted_with_its_token() -> None:
    link = Link("停用", "/stop", post=True, confirm="停用吗?")
    shown = draw("{% action link %}", link=link, csrf_token="abc")
    assert 'method="post"' in shown
    assert 'value="abc"' in shown
    assert 'data-confirm="停用吗?"' in shown


def test_nothing_yet_says_what_to_do() -> None:
    shown = draw(
        "{% for one in many %}{% empty_state one %}{% endfor %}",
        many=[Empty("还没有台账", "先传一张表", Link("传表", "/up"))],
    )
    assert "还没有台账" in shown
    assert 'href="/up"' in shown


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_field_has_a_label_and_says_what_is_wrong(widget: str) -> None:
    value = {"amount": {"n": "1", "u": "万元"}, "choices": ["a"], "file": [], "point": {"lon": "1", "lat": "2"}}.get(
        widget
    )
    field = FormField("f1", "某项", widget, value, ("应为数字",), True, "说明", "万元", (), (("a", "甲"), ("b", "乙")))
    shown = draw("{% form_field field %}", field=field)
    assert "某项" in shown
    assert "必填" in shown
    assert "应为数字" in shown
    named = 'for="f-f1"' in shown and 'id="f-f1"' in shown
    grouped = "<fieldset" in shown and "<legend" in shown
    assert named != grouped
    assert 'aria-describedby="f-f1-problems f-f1-help"' in shown


def test_a_choice_and_many_choices_show_what_is_chosen() -> None:
    choices = (("a", "甲"), ("b", "乙"))
    one = draw("{% form_field field %}", field=FormField("k", "项", "choice", "b", choices=choices))
    many = draw("{% form_field field %}", field=FormField("k", "项", "choices", ["a", "b"], choices=choices))
    assert '<option value="b" selected>' in one
    assert many.count(" checked") == 2


def test_yes_and_no_can_have_words_of_their_own() -> None:
    field = FormField("k", "参保", "yesno", False, choices=(("true", "已参保"), ("false", "未参保")))
    shown = draw("{% form_field field %}", field=field)
    assert "已参保" in shown
    assert re.search('value="no" checked.*?未参保', shown)


def test_an_unknown_widget_is_refused() -> None:
    with pytest.raises(ValueError, match="no widget 'colour'"):
        draw("{% form_field field %}", field=FormField("k", "项", "colour"))


def test_an_item_without_value_is_a_dash_and_a_masked_one_can_be_asked_for() -> None:
    shown = draw("{% items items %}", items=(Item("备注"), Item("电话", "138****1234", reveal_url="/r")))
    assert "—" in shown
    assert 'data-reveal="/r"' in shown


def test_a_paragraph_counts_its_figures_by_origin() -> None:
    paragraph = Paragraph(
        ("受理", Figure("4171件", "/f/1", "counted"), "，走访", Figure("240家", "/f/2", "typed"), "。")
    )
    shown = draw("{% paragraph paragraph %}", paragraph=paragraph)
    assert 'hx-get="/f/1"' in shown
    assert "个手填" in shown
    counts = {one.origin: one.count for one in count_origins((paragraph, paragraph))}
    assert counts == {"counted": 2, "reported": 0, "typed": 2, "missing": 0}


def test_text_in_cells_is_escaped() -> None:
    table = Table((Column("名称"),), (Row((Cell("<b>x</b>", note="<i>"),)),))
    shown = draw("{% table table %}", table=table)
    assert "<b>" not in shown
    assert "<i>" not in shown
