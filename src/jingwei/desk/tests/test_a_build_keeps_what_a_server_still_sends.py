"""A rebuild under a running server: files of the build before stay, and those of the new one are found."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jingwei.core.ui.assets import BUILT
from jingwei.core.ui.built_files import BuiltFiles

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


@pytest.mark.django_db  # closing an answer looks at the connection that other tests have opened
def test_a_running_server_finds_a_new_build_and_keeps_the_old(built: Path) -> None:
    def nothing(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    server = BuiltFiles(nothing)
    made = BUILT / "made-later.0123456789ab.css"
    address = f"/static/built/{made.name}"
    ask = RequestFactory().get
    assert server(ask(address)).status_code == 404
    made.write_text("a{color:red}")
    try:
        sent = server(ask(address))
        assert (sent.status_code, "immutable" in sent["Cache-Control"]) == (200, True)
        sent.close()
    finally:
        made.unlink()
    assert server(ask("/static/built/../../settings.py")).status_code == 404
