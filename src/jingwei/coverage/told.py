"""YAML whose parts know the line they stand in, so that an error can say where."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from jingwei.coverage.errors import CoverageError


class Told(dict[Any, Any]):
    """A mapping with the `line` it begins in, and the lines of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 1
        self.lines: dict[Any, int] = {}


class _Loader(yaml.SafeLoader):
    """Safe YAML; a key written twice is refused, where YAML itself would silently keep the last."""

    def told(self, node: yaml.MappingNode) -> Iterator[Told]:
        out = Told()
        yield out
        out.line = node.start_mark.line + 1
        own: dict[str, int] = {}
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            line = key_node.start_mark.line + 1
            if key_node.value in own:
                first = own[key_node.value]
                raise _Twice(f"“{key_node.value}”写了两次（第{first}行和第{line}行），请删去一处。", line)
            own[key_node.value] = line
        # What `<<` brings in stands before, and gives way to what the mapping says itself.
        self.flatten_mapping(node)
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            out.lines[key] = key_node.start_mark.line + 1
            out[key] = self.construct_object(value_node, deep=True)


class _Twice(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.told)


def read_told(path: Path, what: str) -> Told:
    """The mapping in a file; `what` is what it is called. Raises CoverageError with file and line."""
    try:
        data = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 a safe loader
    except FileNotFoundError as error:
        raise CoverageError(f"缺少{what} {path.name}（应在文件夹 {path.parent}）。") from error
    except UnicodeDecodeError as error:
        raise CoverageError(f"{what} {path.name} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    except _Twice as error:
        wrong(path, error.line, error.message, error)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        wrong(path, mark.line + 1 if mark else 1, "不是有效的 YAML，请检查缩进、冒号和引号。", error)
    if not isinstance(data, Told):
        wrong(path, 1, f"{what}应是“名称: 内容”的形式。")
    return data


def wrong(path: Path, line: int, message: str, cause: BaseException | None = None) -> NoReturn:
    """Raise CoverageError: file, line, what is wrong."""
    raise CoverageError(f"{path.name} 第{line}行：{message}") from cause


def line_of(said: Any, key: Any = None, default: int = 1) -> int:
    """The line of a mapping, or of one of its keys."""
    if not isinstance(said, Told):
        return default
    return said.lines.get(key, said.line)


def only(path: Path, said: Any, known: Iterable[str], what: str) -> Told:
    """The mapping, which has only `known` keys. Raises CoverageError."""
    if not isinstance(said, Told):
        raise CoverageError(f"{path.name}：{what}应是“名称: 内容”的形式，写的是“{str(said)[:40]}”。")
    allowed = list(known)
    for key in said:
        if key not in allowed:
            wrong(path, said.lines[key], f"{what}里不认识“{key}”，可写：{'、'.join(allowed)}。")
    return said


def needed(path: Path, said: Told, key: str, what: str) -> Any:
    """What a mapping says under a key. Raises CoverageError where it says nothing."""
    if said.get(key) in (None, ""):
        wrong(path, said.line, f"{what}缺少“{key}”。")
    return said[key]
