from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from jingwei.core.ui.forms import FormField, FormGroup, first_problem, posted

WIDGETS = {
    "name": "text",
    "sum": "amount",
    "spot": "point",
    "uses": "choices",
    "papers": "file",
    "empty": "yesno",
}


def test_parts_of_a_value_come_together() -> None:
    body = QueryDict(
        "name=%E6%9C%9B%E6%BE%9C&sum.n=12.5&sum.u=%E4%BA%BF%E5%85%83&spot.lon=118.1&spot.lat=24.5&uses=a&uses=b"
    )
    assert posted(WIDGETS, body) == {
        "name": "望澜",
        "sum": {"n": "12.5", "u": "亿元"},
        "spot": {"lon": "118.1", "lat": "24.5"},
        "uses": ["a", "b"],
    }


def test_what_was_emptied_is_told_from_what_was_not_asked() -> None:
    body = QueryDict("uses.asked=1&sum.n=&sum.u=%E5%85%83&empty=")
    assert posted(WIDGETS, body) == {"sum": "", "uses": [], "empty": ""}
    assert posted(WIDGETS, QueryDict("")) == {}


def test_files_come_new_and_kept() -> None:
    body = QueryDict("papers.asked=1&papers.kept=abc")
    files = MultiValueDict({"papers": [SimpleUploadedFile("a.jpg", b"x")]})
    found = posted(WIDGETS, body, files)["papers"]
    assert found["kept"] == ["abc"]
    assert [file.name for file in found["new"]] == ["a.jpg"]


def test_the_first_problem_is_found_across_groups() -> None:
    wrong = FormField("b", "乙", problems=("不对",))
    assert first_problem((FormGroup((FormField("a", "甲"),)), FormGroup((wrong,)))) is wrong
    assert first_problem((FormGroup((FormField("a", "甲"),)),)) is None
