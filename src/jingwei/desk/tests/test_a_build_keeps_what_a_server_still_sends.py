"""A rebuild leaves the files of the build before it: a running server sends them until it is started again."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).resolve().parents[4] / "tools" / "build_assets.py"


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("build_assets", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(tool: ModuleType, folder: Path, file: str) -> set[str]:
    """One build that makes `file`; gives the style sheets that are there afterwards."""
    before = tool.named_in(folder / "manifest.json")
    for form in ("", ".gz", ".br"):
        (folder / f"{file}{form}").write_text(file)
    (folder / "manifest.json").write_text(json.dumps({"jingwei.css": file}))
    tool.drop_older(folder, before)
    return {path.name for path in folder.glob("*.css")}


def test_two_builds_are_kept_and_no_more(tool: ModuleType, tmp_path: Path) -> None:
    assert build(tool, tmp_path, "jingwei.1.css") == {"jingwei.1.css"}
    assert build(tool, tmp_path, "jingwei.2.css") == {"jingwei.1.css", "jingwei.2.css"}
    assert (tmp_path / "jingwei.1.css.br").exists()
    # The same again is no new build: a server may still send the first.
    assert build(tool, tmp_path, "jingwei.2.css") == {"jingwei.1.css", "jingwei.2.css"}
    assert build(tool, tmp_path, "jingwei.3.css") == {"jingwei.2.css", "jingwei.3.css"}
    assert not (tmp_path / "jingwei.1.css.gz").exists()
