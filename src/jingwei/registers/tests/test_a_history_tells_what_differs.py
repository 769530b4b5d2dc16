"""The history of an entry names the fields that differ, and no personal value that was only encrypted anew."""

from uuid import UUID

from jingwei.core.fields import Field, FieldSet
from jingwei.registers.history import differences
from jingwei.registers.models import Version

KEY = UUID(int=7).hex
FIRM = FieldSet(
    key="firms",
    version=1,
    fields=(
        Field("contact", "联系人", "text", personal="name"),
        Field("phone", "联系电话", "phone", personal="phone"),
    ),
)


def state(contact: str, phone: str, phone_mask: str) -> Version:
    """Both values are encrypted anew with every version; the keyed hashes tell whether they are the same."""
    data = {"contact": {"c": f"{KEY}.{contact}", "m": "渚*"}, "phone": {"c": f"{KEY}.{phone}", "m": phone_mask}}
    return Version(data=data, hashes=[f"contact:{contact[0]}", f"phone:{phone[0]}"])


def test_a_value_that_was_only_encrypted_anew_is_not_told() -> None:
    before, after = state("a1", "b1", "139****0001"), state("a2", "c1", "139****0002")
    assert [line["label"] for line in differences(FIRM, before, after)] == ["联系电话"]


def test_another_name_under_the_same_mask_is_told() -> None:
    before, after = state("a1", "b1", "139****0001"), state("d1", "b2", "139****0001")
    assert [line["label"] for line in differences(FIRM, before, after)] == ["联系人"]


def test_a_value_that_comes_in_a_sheet_is_told_only_when_it_is_another() -> None:
    before = state("a1", "b1", "139****0001")
    coming = Version(data={"contact": "渚一", "phone": "13900000002"}, hashes=["contact:a", "phone:c"])
    assert [line["label"] for line in differences(FIRM, before, coming)] == ["联系电话"]
