"""Whether a value is what a report printed."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jingwei.core.units import SCALES, UnitError, convert, find_unit
from jingwei.coverage.figures import Figure


@dataclass(frozen=True, slots=True)
class Verdict:
    """`equal`, and if not, why: the value in the printed unit, or the unit that does not fit."""

    equal: bool
    value: Decimal | None = None
    why: str = ""


def judge(figure: Figure, value: Decimal, unit: str) -> Verdict:
    """Compare a value with the figure as printed: rounded to its decimals, or within what its word allows."""
    try:
        shown = in_unit(value, unit, figure.unit)
    except UnitError as error:
        return Verdict(False, None, f"单位不同：算出的是{unit}，报告写的是{figure.unit}（{error.message}）")
    if allowed(figure, shown):
        return Verdict(True, shown)
    return Verdict(False, shown, f"算出 {_plain(shown)}{figure.unit}，报告写 {_plain(figure.value)}{figure.unit}")


def allowed(figure: Figure, value: Decimal) -> bool:
    """Whether the printed words hold for a value in the printed unit.

    余/多/超/突破/以上: from the printed number to before the next one at its last written place. 近: at most the
    printed number, and nearer to it than to the one before. 约/左右: what is rounded to that place. 不低于/至少: the
    number or more, of a rank the place or a better one.
    """
    printed, step = figure.value, _step(figure.value)
    match figure.approx:
        case "over":
            return printed <= value < printed + step
        case "near":
            return printed - step / 2 <= value <= printed
        case "about":
            return printed - step / 2 <= value < printed + step / 2
        case "at_least":
            return 0 < value <= printed if figure.kind == "rank" else value >= printed
    if figure.unit == "%" and figure.kind in ("share", "completion") and printed == 100:
        # While one is open it is not all of them, whatever rounding makes of it.
        return value == 100
    return rounded(value, figure.decimals) == printed


def span(figure: Figure) -> tuple[Decimal, Decimal]:
    """Between which values the printed words hold, as wide as they can be read."""
    printed, step = figure.value, _step(figure.value)
    match figure.approx:
        case "over" | "at_least":
            return printed, printed + step
        case "near":
            return printed - step / 2, printed
        case "about":
            return printed - step / 2, printed + step / 2
    return printed, printed


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value with so many decimals, halves away from zero, as offices round."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal:
    """The value in another unit. What is only counted keeps its word (家 is not 人), but may be told in 万.

    Raises UnitError.
    """
    if unit == wanted:
        return value
    for word, scale in sorted(SCALES.items(), key=lambda one: -len(one[0])):
        if wanted == word + unit:
            return value / scale
    source = find_unit(unit)
    if source and source.currency and wanted in SCALES:
        # 投资20余万: the word 元 is left out.
        wanted += source.currency
    target = find_unit(wanted, source.dimension) if source else None
    return convert(value, source.name if source else unit, target.name if target else wanted)


def _step(printed: Decimal) -> Decimal:
    """One at the last written place that is not zero: of 5300 a hundred, of 1.75 a hundredth."""
    exponent = printed.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _plain(value: Decimal) -> str:
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".")
