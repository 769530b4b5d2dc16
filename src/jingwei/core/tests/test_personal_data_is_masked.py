import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.masking import MARK_LABELS, MARKS, mask


@pytest.mark.parametrize(
    ("mark", "text", "shown"),
    [
        ("name", "张某某", "张*"),
        ("name", "张某", "张*"),
        ("name", "欧阳某某", "欧阳*"),
        ("name", "买买提·某某", "买*"),
        ("phone", "13800138000", "138****8000"),
        ("phone", "0591-87654321", "0591-****4321"),
        ("phone", "87654321", "****4321"),
        ("phone", "12345", "****"),
        ("id_number", "990101199003071234", "990101********1234"),
        ("id_number", "990101900307123", "990101*****7123"),
        ("id_number", "99010119900307", "99****"),
        ("address", "望澜区海滨街道东湖路12号3幢502室", "望澜区海滨街道东湖路***"),
        ("address", "东湖新村", "东湖***"),
        ("account", "6222020000001234567", "****4567"),
        ("other", "某种情况", "***"),
        ("unheard_of", "任何内容", "***"),
        ("name", "  ", ""),
    ],
)
def test_enough_is_shown_to_recognise_and_too_little_to_find(mark, text, shown):
    assert mask(mark, text) == shown


@given(
    st.sampled_from(MARKS),
    st.text(st.characters(exclude_characters="*", categories=["L", "N"]), min_size=2, max_size=30),
)
def test_no_mask_shows_the_whole(mark, text):
    assert text not in mask(mark, text)


def test_every_mark_has_a_word():
    assert set(MARK_LABELS) == set(MARKS)
