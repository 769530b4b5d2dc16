"""Reading command lines, with what argparse says put into Chinese."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

_WORDS = {
    "usage: ": "用法：",
    "options": "选项",
    "positional arguments": "参数",
    "show this help message and exit": "显示本说明",
    "the following arguments are required: %s": "缺少：%s",
    "unrecognized arguments: %s": "不认识：%s",
    "expected one argument": "后面要有一个值",
    "invalid %(type)s value: %(value)r": "的值 %(value)s 不对，应为%(type)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "的值 %(value)s 不对，可选：%(choices)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是：%(matches)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "not allowed with argument %s": "不能与 %s 同用",
    "ignored explicit argument %r": "不带值，却给了 %r",
}
# argparse asks gettext for its texts through this one name.
argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]


class ChineseParser(argparse.ArgumentParser):
    """An argument parser that answers wrong input with one Chinese line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        sys.stderr.write(f"{self.prog}：{message}。用 {self.prog} --help 看说明。\n")
        raise SystemExit(2)


def port(text: str) -> int:
    """A port number, 1 to 65535."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"的值 {text} 不对，应为 1 到 65535 之间的整数")
    return int(text)


def count(text: str) -> int:
    """A whole number from 1."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"的值 {text} 不对，应为不小于 1 的整数")
    return int(text)


def share(text: str) -> float:
    """A share of the whole, 0.01 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.01 <= number <= 1:
        raise argparse.ArgumentTypeError(f"的值 {text} 不对，应为 0.01 到 1 之间的数")
    return number


def existing_file(text: str) -> Path:
    """A file that is there."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"指的文件不存在：{text}")
    return path
