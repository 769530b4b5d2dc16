"""Numbers in words, as headings and lists count: 一、 （二） 三是."""

_DIGITS = "零一二三四五六七八九"


def number_word(n: int) -> str:
    """`n` (1 to 99) in Chinese numerals: 1 → 一, 10 → 十, 21 → 二十一. Raises ValueError outside that range."""
    if not 1 <= n <= 99:
        raise ValueError(f"只能写一到九十九，不能写{n}。")
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def heading_number(level: int, n: int) -> str:
    """The number before the n-th heading of a level, by GB/T 9704-2012 §7.3.3: 一、 （一） 1. （1）."""
    match level:
        case 1:
            return f"{number_word(n)}、"
        case 2:
            return f"（{number_word(n)}）"
        case 3:
            return f"{n}."
        case 4:
            return f"（{n}）"
    raise ValueError(f"标题只有四级，没有第{level}级。")


def item_number(n: int) -> str:
    """The n-th point of a list inside a paragraph: 一是, 二是 …"""
    return f"{number_word(n)}是"
