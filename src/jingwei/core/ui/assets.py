"""Addresses of the built page assets. `tools/build_assets.py` makes them and writes `manifest.json` beside them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

BUILT = Path(__file__).resolve().parents[2] / "static" / "built"


class AssetsMissing(RuntimeError):
    """The page assets have not been built."""


@lru_cache(maxsize=1)
def _manifest(stamp: int) -> dict[str, str]:
    return json.loads((BUILT / "manifest.json").read_text("utf-8"))


def manifest() -> dict[str, str]:
    """Plain name to built name of every asset. Raises AssetsMissing with the command that builds them."""
    try:
        stamp = (BUILT / "manifest.json").stat().st_mtime_ns
    except FileNotFoundError:
        raise AssetsMissing("页面资源还没有生成，请先运行: python3 tools/build_assets.py") from None
    return _manifest(stamp)


@lru_cache(maxsize=256)
def _address(name: str, built: str) -> str:
    return static(f"built/{built}")


def asset_url(name: str) -> str:
    """Address of a built file by its plain name, such as jingwei.css. Raises KeyError for a name that is not built."""
    return _address(name, manifest()[name])
