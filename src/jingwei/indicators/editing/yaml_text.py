"""YAML that people bring: read without surprises, every mistake with its line."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from jingwei.core.errors import JingweiError

_MOST_NODES = 100_000
_MOST_BYTES = 2_000_000


class YamlError(JingweiError):
    """Text that cannot be read; `line` is where, counted from 1, None where it is the whole."""

    code = "yaml.wrong"
    status = 422

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(f"第{line}行：{message}" if line else message)
        self.line = line
        self.bare = message


def read_yaml(text: str) -> tuple[Any, Mapping[tuple[str, ...], int]]:
    """The value, as JSON keeps it, and the line of every key of its first two levels. Raises YamlError."""
    if len(text) > _MOST_BYTES:
        raise YamlError("内容超过2兆，请分成几份。")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _size(node, {}, ())
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise YamlError(
            "写法不对，应为“项: 值”，冒号后有一个空格，下级缩进对齐。", mark.line + 1 if mark else None
        ) from error
    except RecursionError as error:
        raise YamlError("套的层数太多。") from error
    except ValueError as error:
        raise YamlError(f"有一个值读不出来：{error}。") from error
    return _plain(value), dict(_lines(node))


def read_mapping(text: str, what: str) -> dict[str, Any]:
    """A mapping. Raises YamlError."""
    try:
        found, _ = read_yaml(text)
    except YamlError as error:
        raise YamlError(f"{what}{'的' if error.line else ''}{error.message}") from error
    if not isinstance(found, dict):
        raise YamlError(f"{what}应为“项: 值”。")
    return found


def _size(node: Any, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many values a node stands for, those it names again counted again: a small text can stand for billions."""
    if node is None or isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) in above:
        raise YamlError("有一处引用了自己。", node.start_mark.line + 1)
    if id(node) not in known:
        inner = (*above, id(node))
        pairs = node.value
        each = (one for pair in pairs for one in pair) if isinstance(node, yaml.MappingNode) else pairs
        known[id(node)] = 1 + sum(_size(one, known, inner) for one in each)
        if known[id(node)] > _MOST_NODES:
            raise YamlError("重复引用展开后太大。", node.start_mark.line + 1)
    return known[id(node)]


def _lines(node: Any) -> Iterator[tuple[tuple[str, ...], int]]:
    """Lines of keys; a key that stands twice is refused, for YAML would keep the last unsaid."""
    if not isinstance(node, yaml.MappingNode):
        return
    for path, inner in _pairs(node, ()):
        yield path, inner[0]
        if isinstance(inner[1], yaml.MappingNode):
            yield from ((below, line) for below, (line, _) in _pairs(inner[1], path))


def _pairs(node: yaml.MappingNode, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[int, Any]]]:
    seen: set[str] = set()
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in seen and name != "<<":
            raise YamlError(f"“{name}”写了两次，请去掉一个。", line)
        seen.add(name)
        yield (*above, name), (line, value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise YamlError("数字不能是无穷大。")
    if value is None or isinstance(value, str | int | float):
        if isinstance(value, str) and "\0" in value:
            raise YamlError("文字里有不能保存的字符。")
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise YamlError(f"“{str(value)[:20]}”不是文字、数字、是否、日期或它们的列表。")


def line_of(value: Any) -> str:
    """On one line, which is YAML too: a text of several lines loses the blanks they begin with."""
    return json.dumps(_plain(value), ensure_ascii=False)


def yaml_of(value: Any) -> str:
    """As YAML, short lists and mappings on one line."""
    return yaml.safe_dump(_plain(value), allow_unicode=True, sort_keys=False, default_flow_style=None, width=100)
