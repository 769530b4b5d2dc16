import re
from pathlib import Path

from jingwei.core.ui.assets import BUILT, manifest

SOURCES = Path(__file__).resolve().parents[3]
ASKED = re.compile(r"""\bicon[=:] ?"([a-z0-9-]+)"|\{% icon "([a-z0-9-]+)"|icons\.svg" %\}#([a-z-]+)""")


def test_templates_and_pages_name_only_icons_that_are_there() -> None:
    there = set(re.findall(r'<symbol id="([^"]+)"', (BUILT / manifest()["icons.svg"]).read_text("utf-8")))
    missing = {}
    for path in SOURCES.rglob("*"):
        if path.suffix in (".py", ".html") and "tests" not in path.parts:
            asked = {name for found in ASKED.findall(path.read_text("utf-8")) for name in found if name}
            if asked - there:
                missing[path.name] = asked - there
    assert missing == {}


def test_every_tone_has_a_shape_of_its_own() -> None:
    sprite = (BUILT / manifest()["icons.svg"]).read_text("utf-8")
    shapes = {
        tone: re.search(rf'id="tone-{tone}"[^>]*>(.*?)</symbol>', sprite)
        for tone in ("good", "warn", "bad", "info", "calm")
    }
    drawn = {found[1] for found in shapes.values() if found}
    assert len(drawn) == 5
