import pytest

from jingwei.core.tests.reading import read, refusal

FILE = {"sha256": "a" * 64, "name": "现场照片.jpg", "size": 1024, "type": "image/jpeg"}


def test_each_file_is_kept_once():
    other = {**FILE, "sha256": "b" * 64, "name": "说明.pdf"}
    assert read("attachment", [FILE, other, FILE]) == [FILE, other]
    assert read("attachment", []) is None


@pytest.mark.parametrize(
    "raw",
    [
        "照片.jpg", 7, [{}], ["x"], [{**FILE, "sha256": "zz"}], [{**FILE, "name": " "}], [{**FILE, "size": -1}],
        [{**FILE, "size": True}], [{**FILE, "type": ""}], [{**FILE, "more": 1}],
        [{**FILE, "sha256": f"{number:064x}"} for number in range(51)],
    ],
)  # fmt: skip
def test_what_describes_no_file_is_refused(raw):
    assert refusal("attachment", raw).code.startswith("attachment.")
