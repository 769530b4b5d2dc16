"""Template and figures become a text: one call for all figures, then the prose in reading order."""

from collections.abc import Iterable

from jingwei.reports.writing.composed import Block, BlockKind, Composed, Figure, Run
from jingwei.reports.writing.figures import FigureRequest, Resolve
from jingwei.reports.writing.number_words import heading_number, item_number
from jingwei.reports.writing.occasion import Occasion
from jingwei.reports.writing.slots import If, Item, Node, Slot, Text, Word, slots_in
from jingwei.reports.writing.statements import Answers, Statement, requests_for
from jingwei.reports.writing.template import Paragraph, Section, Template

_HEADINGS: dict[int, BlockKind] = {1: "heading1", 2: "heading2", 3: "heading3", 4: "heading4"}


def requests_of(template: Template, occasion: Occasion) -> list[FigureRequest]:
    """Every figure the report may need, each once, in reading order."""
    asked = (request for slot in template.slots() for request in requests_for(slot, occasion))
    return list(dict.fromkeys(asked))


def compose(template: Template, occasion: Occasion, resolve: Resolve) -> Composed:
    """The report of this occasion. Asks `resolve` once; what it leaves out prints 【待核】: a draft always prints."""
    answers = Answers(occasion, resolve(requests_of(template, occasion)))
    return _Composer(template, occasion, answers).composed()


class _Composer:
    """Walks the template once, numbering headings, points and figures as they appear."""

    def __init__(self, template: Template, occasion: Occasion, answers: Answers) -> None:
        self.template = template
        self.occasion = occasion
        self.answers = answers
        self.words = occasion.words()
        self.figures: list[Figure] = []
        self.items = 0

    def composed(self) -> Composed:
        title = [self.block("title", line) for line in self.template.title]
        body = self.paragraphs(self.template.opening)
        written = [(section, self.paragraphs(section.paragraphs)) for section in self.template.sections]
        body += self.under_headings(written)
        return Composed(
            template=self.template.key,
            template_version=self.template.version,
            occasion=self.occasion,
            title="".join(block.text for block in title),
            blocks=(*title, *body, *self.signature()),
            figures=tuple(self.figures),
        )

    def under_headings(self, written: list[tuple[Section, list[Block]]]) -> list[Block]:
        """Numbers the headings; one whose every paragraph fell away is left out, and so is its number."""
        blocks: list[Block] = []
        counts = [0, 0, 0, 0]
        for section, paragraphs in _kept(written):
            counts[section.level - 1] += 1
            counts[section.level :] = [0] * (4 - section.level)
            number = heading_number(section.level, counts[section.level - 1])
            heading = self.block(_HEADINGS[section.level], section.heading)
            blocks.append(Block(heading.kind, (Run(number), *heading.runs)))
            blocks += paragraphs
        return blocks

    def signature(self) -> list[Block]:
        if not self.template.signature:
            return []
        signed = self.occasion.signed_on
        date = Block("date", (Run(f"{signed.year}年{signed.month}月{signed.day}日"),))
        return [self.block("signer", self.template.signature), date]

    def paragraphs(self, paragraphs: Iterable[Paragraph]) -> list[Block]:
        self.items = 0
        blocks = [self.block("body", paragraph) for paragraph in paragraphs]
        return [block for block in blocks if block.text.strip()]

    def block(self, kind: BlockKind, nodes: Iterable[Node]) -> Block:
        runs: list[Run] = []
        self.write(nodes, runs)
        return Block(kind, _joined(runs))

    def write(self, nodes: Iterable[Node], runs: list[Run]) -> None:
        for node in nodes:
            match node:
                case Text(text):
                    runs.append(Run(text))
                case Word(name):
                    runs.append(Run(self.words[name]))
                case Item():
                    self.items += 1
                    runs.append(Run(item_number(self.items)))
                case Slot():
                    for statement in self.answers.statements(node):
                        runs.append(Run(statement.before))
                        runs.append(Run(statement.printed, self.number(node, statement)))
                case If():
                    self.write(node.then if self.holds(node) else node.otherwise, runs)

    def holds(self, node: If) -> bool:
        if node.conditions:
            return all(self.answers.holds(condition) for condition in node.conditions)
        inside = (statement for slot in slots_in(node.then) for statement in self.answers.statements(slot))
        return not any(statement.missing for statement in inside)

    def number(self, slot: Slot, statement: Statement) -> int:
        """Enters the figure and gives it its number, from 1 in reading order."""
        figure = Figure(
            id=len(self.figures) + 1,
            key=slot.key,
            measure=statement.measure,
            source=slot.source,
            printed=statement.printed,
            value=statement.value,
            unit=statement.unit,
            sources=statement.sources,
            note=statement.note,
        )
        self.figures.append(figure)
        return figure.id


def _kept(written: list[tuple[Section, list[Block]]]) -> list[tuple[Section, list[Block]]]:
    """Without the sections that had paragraphs but have none left, nor a section under them."""
    kept: list[tuple[Section, list[Block]]] = []
    level_below = 0
    for section, blocks in reversed(written):
        has_section_under = level_below > section.level
        if blocks or has_section_under or not section.paragraphs:
            kept.append((section, blocks))
            level_below = section.level
    return kept[::-1]


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbouring prose as one run, empty runs gone."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and run.figure is None and joined[-1].figure is None:
            joined[-1] = Run(joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)
