import pytest

from jingwei.core.fields import KINDS
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("written", "stored"),
    [("C", "C"), ("c13", "C13"), ("1311", "C1311"), ("Ｃ1311", "C1311"), (1311.0, "C1311"), (111.0, "A0111"),
     ("05", "A05"), ("C1311（制造业）", "C1311")],
)  # fmt: skip
def test_an_industry_is_kept_with_its_section(written, stored):
    assert read("industry", written) == stored


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("U", "门类字母（A到T）"),
        ("98", "大类为01到97"),
        ("A1311", "属于门类 C（制造业），不属于 A"),
        ("13111", "2至4位数字"),
        ("制造业", "例如 C、C13、1311"),
    ],
)
def test_what_is_no_industry_is_told_what_would_be_right(written, says):
    assert says in refusal("industry", written).message


def test_an_industry_is_shown_with_its_name():
    assert KINDS["industry"].display("C1311", field_of("industry")) == "C1311（制造业）"


@pytest.mark.parametrize(
    ("written", "says"), [("35050", "应为2、4、6、9、12位"), ("3505O2", "应全是数字"), ("050502", "省级代码")]
)
def test_a_division_code_is_checked(written, says):
    assert says in refusal("division_code", written).message
    assert read("division_code", 350502.0) == "350502"
