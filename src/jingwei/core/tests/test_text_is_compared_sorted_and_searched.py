from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.text import bigrams, half_width, normalise, pinyin_initials, pinyin_key, search_bigrams

CHINESE = st.text(st.sampled_from("东湖路号幢长江重庆社区一二三１２AB甲 ，"), max_size=12)


def test_writings_of_the_same_are_equal():
    assert normalise("Ａ座　１２ 号") == normalise("a座12号")
    assert half_width("ＡＢ　１２３（甲）") == "AB 123(甲)"


def test_places_sort_by_sound_and_by_number():
    names = ["望海社区", "安宁社区", "长江社区12号楼", "长江社区3号楼", "重庆社区"]
    assert sorted(names, key=pinyin_key) == ["安宁社区", "长江社区3号楼", "长江社区12号楼", "重庆社区", "望海社区"]


def test_initials_are_those_of_the_spoken_word():
    assert pinyin_initials("东湖路12号") == "dhl12h"
    assert pinyin_initials("重庆路（A座）") == "cqlaz"


def test_numbers_of_any_length_sort_by_size_and_before_words():
    names = ["路7号", "路12号", "路345号", "路123456789号", "路1234567890号", "路98765432109号", "路北1号"]
    keys = [pinyin_key(name) for name in names]
    assert keys == sorted(keys)


@given(CHINESE, CHINESE)
def test_writings_of_the_same_have_the_same_key(first, second):
    assert normalise(first) != normalise(second) or pinyin_key(first) == pinyin_key(second)


@given(st.integers(0, 10**17), st.integers(0, 10**17))
def test_numbers_sort_by_size(first, second):
    assert (pinyin_key(f"东湖路{first}号") < pinyin_key(f"东湖路{second}号")) == (first < second)


@given(CHINESE.map(normalise), st.data())
def test_every_part_of_a_word_finds_it(text, data):
    words = "".join(character for character in text if character.isalnum())
    if words:
        start = data.draw(st.integers(0, len(words) - 1))
        part = words[start : data.draw(st.integers(start + 1, len(words)))]
        tokens = bigrams(words)
        assert all(any(token.startswith(wanted) for token in tokens) for wanted in search_bigrams(part))


def test_a_token_comes_once_and_words_stay_apart():
    assert bigrams("东湖 东湖") == ["东湖", "湖"]
    assert "路东" not in bigrams("湖路，东门")
    assert search_bigrams("湖 12") == ["湖", "12"]
    assert bigrams("") == []
