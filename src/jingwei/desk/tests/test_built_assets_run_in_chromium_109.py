"""Office PCs stop at Chromium 109: what it lacks must not stand in what we send."""

import json
import re
from pathlib import Path

import pytest

LACKING_IN_CSS = {
    "color-mix": r"color-mix\(",
    "wide colours": r"\b(?:ok)?(?:lab|lch)\(",
    "colour spaces": r"\bcolor\(",
    "light-dark": r"light-dark\(",
    "relative colours": r"\b(?:rgb|hsl)a?\(from ",
    "nesting": r"[{};]\s*&",
    "scope": r"@scope",
    "starting style": r"@starting-style",
    "view transitions": r"::view-transition|@view-transition",
    "popover": r":popover-open",
    "rounding": r"\b(?:round|mod|rem|sin|cos|sqrt|pow)\(",
    "style queries": r"@container[^{]*style\(",
    "anchors": r"\banchor\(|position-area|anchor-name",
}
LACKING_IN_JS = {
    "copies of arrays": r"\.(?:toSorted|toReversed|toSpliced)\(",
    "grouping": r"\b(?:Object|Map)\.groupBy\b",
    "promises": r"\bPromise\.(?:withResolvers|try)\b",
    "arrays of async": r"\bArray\.fromAsync\b",
    "sets": r"\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(",
    "addresses": r"\bURL\.(?:canParse|parse)\b",
    "iterators": r"\bIterator\.(?:from|prototype)\b",
    "import attributes": r"\bimport\b[^;\n]{1,80}\bwith\s*\{\s*type",
    "popover": r"\.(?:showPopover|hidePopover|togglePopover)\(",
    "any": r"\bAbortSignal\.any\(",
}


def manifest(built: Path) -> dict[str, str]:
    return json.loads((built / "manifest.json").read_text("utf-8"))


def found_in(text: str, lacking: dict[str, str]) -> list[str]:
    return [name for name, pattern in lacking.items() if re.search(pattern, text)]


@pytest.mark.parametrize(
    ("css", "name"),
    [
        ("a{color:color-mix(in srgb,red 4%,blue)}", "color-mix"),
        ("a{color:oklch(.5 .1 20)}", "wide colours"),
        ("a{b:c;&:hover{d:e}}", "nesting"),
        ("@scope(.a){b{c:d}}", "scope"),
    ],
)
def test_the_search_knows_what_it_looks_for(css: str, name: str) -> None:
    assert found_in(css, LACKING_IN_CSS) == [name]


@pytest.mark.parametrize("name", ["jingwei.css", "maplibre.css", "landscape.css"])
def test_no_style_asks_for_more(built: Path, name: str) -> None:
    css = (built / manifest(built)[name]).read_text("utf-8")
    css = re.sub(r"""url\((?:"[^"]*"|'[^']*'|[^)]*)\)""", "url()", css)
    assert found_in(css, LACKING_IN_CSS) == []


@pytest.mark.parametrize(
    "name", ["desk.js", "map.js", "report.js", "print.js", "htmx.js", "maplibre.js", "maplibre-worker.js"]
)
def test_no_script_asks_for_more(built: Path, name: str) -> None:
    script = (built / manifest(built)[name]).read_text("utf-8")
    assert found_in(script, LACKING_IN_JS) == []


def test_a_page_of_the_desk_stays_light(built: Path) -> None:
    sent = [built / f"{manifest(built)[name]}.br" for name in ("jingwei.css", "desk.js", "htmx.js", "icons.svg")]
    assert sum(path.stat().st_size for path in sent) < 50_000


def test_nothing_is_taken_from_elsewhere(built: Path) -> None:
    for name in ("jingwei.css", "landscape.css", "desk.js", "map.js", "report.js", "print.js"):
        text = (built / manifest(built)[name]).read_text("utf-8")
        addresses = [found for found in re.findall(r"https?://[\w.]+", text) if "www.w3.org" not in found]
        assert addresses == [], name
