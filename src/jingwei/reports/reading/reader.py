"""Reads the figures out of a report that somebody else wrote."""

from jingwei.reports.reading.clean import clean
from jingwei.reports.reading.kinds import Kinds
from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.lexer import figures_in_digits, figures_in_numerals
from jingwei.reports.reading.masks import masked
from jingwei.reports.reading.model import ReadFigure, Reading, ReadingError
from jingwei.reports.reading.names import Names
from jingwei.reports.reading.naming import Name
from jingwei.reports.reading.periods import Periods, default_of
from jingwei.reports.reading.rankings import halves, noughts, rankings
from jingwei.reports.reading.shared_numbers import spread
from jingwei.reports.reading.source_files import raw_text
from jingwei.reports.reading.statuses import Statuses
from jingwei.reports.reading.tokens import Token
from jingwei.reports.reading.view import View, view_of

_LONGEST_QUOTE = 60


def read(data: bytes, filename: str) -> Reading:
    """The report in `data` (.txt, .docx or .html) with every figure in it, in reading order.

    Raises ReadingError, with one Chinese sentence, for a file that is empty, too large, damaged or no text.
    """
    cleaned = clean(raw_text(data, filename))
    if not cleaned.text.strip():
        raise ReadingError(f"“{filename.rsplit('/', 1)[-1]}”里没有可读的报告正文，请检查后重新选择。")
    return Reading(cleaned.text, figures_of(cleaned.text, cleaned.published))


def figures_of(text: str, published: tuple[int, int] | None = None) -> list[ReadFigure]:
    """The figures of a cleaned text; `published` is (year, month), used where the text names no year."""
    view = view_of(text)
    layout = Layout(view.text)
    tokens = _tokens(view.text, layout)
    kinds = Kinds(view.text, layout, tokens)
    names = Names(view.text, layout, tokens, kinds)
    figures_at = [token.at for token in tokens]
    statuses = Statuses(view.text, layout, figures_at)
    periods = Periods(view.text, layout, default_of(view.text, layout, published), figures_at)
    figures = []
    for index, token in enumerate(tokens):
        status = statuses.at(token.at, token.end)
        kind = kinds.of(index, status)
        name = names.add(kind)
        start, end = _quote(view, token, name)
        number_start, number_end = view.span(token.start, token.end)
        figures.append(
            ReadFigure(
                quote=text[start:end],
                start=start,
                end=end,
                indicator=name.text,
                value=token.value,
                unit=token.unit,
                approx=token.approx,
                kind=kind,
                period=periods.at(token.at),
                status=status,
                number_start=number_start,
                number_end=number_end,
            )
        )
    return figures


def _tokens(text: str, layout: Layout) -> list[Token]:
    mask = masked(text)
    found = [
        *figures_in_digits(text, mask),
        *figures_in_numerals(text, mask),
        *rankings(text),
        *noughts(text),
        *halves(text),
    ]
    return list(spread(text, layout, sorted(found, key=lambda token: (token.at, token.end))))


def _quote(view: View, token: Token, name: Name) -> tuple[int, int]:
    """The stretch of the cleaned text that shows name, number and unit, at most 60 signs, never cutting the number."""
    start, end = view.span(min(name.start, token.start), max(name.end, token.end))
    _, number_end = view.span(token.start, token.end)
    start = max(start, number_end - _LONGEST_QUOTE)
    return start, min(end, start + _LONGEST_QUOTE)
