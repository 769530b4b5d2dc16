"""A report template: prose with slots, kept as data in YAML.

    key: half_year
    name: 半年工作总结
    version: 1
    fits: [half]            # kinds of period: year, half, quarter, month, span
    title: |                # one line of the title per line
    opening: |              # paragraphs before the first heading
    sections:
      - level: 1            # 一、（一）1.（1）, numbered by the composer
        heading: 经济运行稳中有进
        text: |             # an empty line parts paragraphs; a single line break is nothing
    signature: '{{office}}'

A number in the prose without a slot is refused: no figure without its source.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import ClassVar

import yaml

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodKind
from jingwei.reports.writing.numbers import numbers_in
from jingwei.reports.writing.slots import Node, Slot, SlotError, parse_prose, slots_in

_MARK = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_TOP_KEYS = {"key", "name", "version", "fits", "title", "opening", "sections", "signature"}
_SECTION_KEYS = {"level", "heading", "text"}
PERIOD_KINDS: tuple[PeriodKind, ...] = ("year", "half", "quarter", "month", "span")


class TemplateError(JingweiError):
    """A template that cannot be read; the sentence names template, section and line."""

    code: ClassVar[str] = "report_template"
    status: ClassVar[int] = 422


Paragraph = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 to 4 with the paragraphs under it."""

    level: int
    heading: Paragraph
    paragraphs: tuple[Paragraph, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A report as prose with slots."""

    key: str
    name: str
    version: int
    fits: tuple[PeriodKind, ...]
    title: tuple[Paragraph, ...]
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    signature: Paragraph

    def slots(self) -> Iterator[Slot]:
        """Every slot in reading order, conditions included."""
        for _, slot in self.slots_by_section():
            yield slot

    def slots_by_section(self) -> Iterator[tuple[str, Slot]]:
        """Every slot with the heading it stands under; empty before the first."""
        blocks = [("", self.opening), *((section.name, section.paragraphs) for section in self.sections)]
        for name, paragraphs in blocks:
            for paragraph in paragraphs:
                for slot in slots_in(paragraph):
                    yield name, slot

    def keys(self) -> frozenset[str]:
        """The indicators the template asks for."""
        asked = {slot.key for slot in self.slots()} | {slot.share_of for slot in self.slots() if slot.share_of}
        return frozenset(asked)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raises TemplateError naming every slot whose indicator is not `known`."""
        wrong = [
            f"{_where(name, slot.line)}“{slot.source}”"
            for name, slot in self.slots_by_section()
            if slot.key not in known or (slot.share_of and slot.share_of not in known)
        ]
        if wrong:
            unknown = "，".join(wrong)
            raise TemplateError(f"模板“{self.name}”引用了没有定义的指标：{unknown}。请先定义，或改用已有指标。")


def load_template(path: Path) -> Template:
    """The template in a file. Raises TemplateError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise TemplateError(f"模板“{path.name}”不是 UTF-8 编码的文本，请另存为 UTF-8 后再用。") from wrong
    return parse_template(text, path.stem)


def standard_templates() -> Mapping[str, Template]:
    """The templates that come along, by key."""
    pack = resources.files("jingwei.reports") / "pack"
    files = sorted((each for each in pack.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    read = [parse_template(each.read_text(encoding="utf-8"), each.name.removesuffix(".yaml")) for each in files]
    return {template.key: template for template in read}


def standard_template(period: Period) -> Template:
    """The template that comes along for reports of this kind of period. Raises TemplateError when there is none."""
    for template in standard_templates().values():
        if period.kind in template.fits:
            return template
    raise TemplateError(f"没有适合“{period.name}”的报告模板，请指定模板，或改为半年、全年。")


def parse_template(text: str, name: str) -> Template:
    """The template written in `text`; messages call it `name` until it has told its own. Raises TemplateError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise TemplateError(f"模板“{name}”第{line}行不是有效的 YAML，请检查缩进、冒号和引号。") from wrong
    return _Reader(name).template(root)


class _Reader:
    """Turns YAML nodes into a template, keeping the line of everything for messages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.section = ""

    def template(self, root: yaml.Node | None) -> Template:
        found = self.mapping(root, _TOP_KEYS, required={"key", "name", "title", "sections"})
        self.name = self.scalar(found["name"]).strip()
        return Template(
            key=self.scalar(found["key"]).strip(),
            name=self.name,
            version=self.whole(found["version"]) if "version" in found else 1,
            fits=self.fits(found.get("fits")),
            title=tuple(self.words_only(line, at, "标题") for line, at in self.lines(found["title"])),
            opening=self.paragraphs(found.get("opening")),
            sections=tuple(self.sections(found["sections"])),
            signature=self.words_only(*self.only_line(found["signature"]), "落款") if "signature" in found else (),
        )

    def sections(self, node: yaml.Node) -> Iterator[Section]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong("sections 应是以“-”开头的一列章节", node)
        level_before = 0
        for each in node.value:
            self.section = ""
            found = self.mapping(each, _SECTION_KEYS, required={"level", "heading"})
            level = self.whole(found["level"])
            heading, at = self.only_line(found["heading"])
            self.section = _MARK.sub("…", heading)
            if not 1 <= level <= 4:
                raise self.wrong(f"level 应是 1 到 4，写的是{level}", found["level"])
            if level > level_before + 1:
                raise self.wrong(f"标题从第{level_before}级跳到第{level}级，中间缺一级", found["level"])
            level_before = level
            said = self.words_only(heading, at, "小标题")
            yield Section(level, said, self.paragraphs(found.get("text")), self.section)
        self.section = ""

    def fits(self, node: yaml.Node | None) -> tuple[PeriodKind, ...]:
        if node is None:
            return PERIOD_KINDS
        said = {self.scalar(each).strip(): each for each in getattr(node, "value", []) if isinstance(each, yaml.Node)}
        for kind, each in said.items():
            if kind not in PERIOD_KINDS:
                raise self.wrong(f"fits 里的“{kind}”不认识，可用 {'、'.join(PERIOD_KINDS)}", each)
        if not said:
            raise self.wrong(f"fits 应是方括号里的一列，可用 {'、'.join(PERIOD_KINDS)}", node)
        return tuple(kind for kind in PERIOD_KINDS if kind in said)

    def paragraphs(self, node: yaml.Node | None) -> tuple[Paragraph, ...]:
        if node is None:
            return ()
        read: list[Paragraph] = []
        gathered: list[str] = []
        start = 0
        for line, at in [*self.lines(node, keep_empty=True), ("", 0)]:
            if line.strip():
                start = start if gathered else at
                gathered.append(line)
            elif gathered:
                read.append(self.prose("\n".join(gathered), start))
                gathered = []
        return tuple(read)

    def prose(self, text: str, line: int) -> Paragraph:
        """One paragraph. Refuses broken marks and numbers without a slot."""
        blank = _MARK.sub(lambda mark: re.sub(r"[^\n]", "□", mark.group()), text)
        for number in numbers_in(blank):
            where = line + blank[: number.start].count("\n")
            raise self.wrong_at(
                f"写着没有来源的数字“{number.text}”，请改成数据槽（如 {{{{指标}}}}），或用汉字改写", where
            )
        try:
            return parse_prose(text, line)
        except SlotError as wrong:
            raise self.wrong_at(wrong.message.rstrip("。"), wrong.line) from wrong

    def words_only(self, text: str, line: int, what: str) -> Paragraph:
        nodes = self.prose(text, line)
        for slot in slots_in(nodes):
            raise self.wrong_at(f"{what}里不能有数据“{slot.source}”", line)
        return nodes

    def lines(self, node: yaml.Node, *, keep_empty: bool = False) -> list[tuple[str, int]]:
        """The lines of a scalar with their line in the file (from 1)."""
        text = self.scalar(node)
        first = node.start_mark.line + 1 + (1 if getattr(node, "style", None) in {"|", ">"} else 0)
        numbered = [(line.strip(), first + at) for at, line in enumerate(text.split("\n"))]
        return numbered if keep_empty else [(line, at) for line, at in numbered if line]

    def only_line(self, node: yaml.Node) -> tuple[str, int]:
        lines = self.lines(node)
        if len(lines) != 1:
            raise self.wrong("这里应是一行字", node)
        return lines[0]

    def scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong("这里应是一段文字（含冒号或大括号的内容要用引号或“|”）", node)
        return str(node.value)

    def whole(self, node: yaml.Node) -> int:
        said = self.scalar(node).strip()
        if not said.isdecimal():
            raise self.wrong(f"应是整数，写的是“{said}”", node)
        return int(said)

    def mapping(self, node: yaml.Node | None, allowed: set[str], *, required: set[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong("这里应是“名称: 内容”", node)
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.scalar(key)
            if name not in allowed:
                raise self.wrong(f"不认识“{name}”，可用 {'、'.join(sorted(allowed))}", key)
            found[name] = value
        if missing := sorted(required - found.keys()):
            raise self.wrong(f"缺少 {'、'.join(missing)}", node)
        return found

    def wrong(self, message: str, node: yaml.Node | None) -> TemplateError:
        return self.wrong_at(message, node.start_mark.line + 1 if node is not None else 1)

    def wrong_at(self, message: str, line: int) -> TemplateError:
        return TemplateError(f"模板“{self.name}”{_where(self.section, line)}：{message}。")


def _where(section: str, line: int) -> str:
    return f"“{section}”一节第{line}行" if section else f"第{line}行"
