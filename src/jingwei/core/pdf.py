"""Papers as PDF: a typst template filled with data and pictures. Nothing is fetched; fonts are those of the machine."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from jingwei.core.errors import JingweiError

# The first that is there is used: of Windows, of WPS, of a Linux server.
FONTS = (
    "FangSong_GB2312", "FangSong", "SimSun", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC",
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei",
)  # fmt: skip


class NoFont(JingweiError):
    """The machine has no Chinese font, so that a paper would come out blank."""

    code = "pdf.font"
    status = 503


def make_pdf(template: Path, data: Mapping[str, Any], pictures: Sequence[bytes] = ()) -> bytes:
    """The paper of a template that reads `data.json`; the pictures lie beside it as `0`, `1`, … by their places.

    Raises NoFont.
    """
    if not _fonts():
        raise NoFont("这台服务器没有中文字体，不能生成 PDF。请管理员安装中文字体（apt install fonts-noto-cjk）后再试。")
    with tempfile.TemporaryDirectory(prefix="jingwei-pdf-") as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps({**data, "fonts": _fonts()}, ensure_ascii=False), encoding="utf-8")
        for number, content in enumerate(pictures):
            (root / str(number)).write_bytes(content)
        (root / "main.typ").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        made = typst.compile(str(root / "main.typ"), root=str(root))
    assert isinstance(made, bytes), "one file of all pages"
    return made


def drawable(content: bytes) -> bool:
    """Whether a picture can be drawn; what only begins like one would stop the whole paper."""
    with tempfile.TemporaryDirectory(prefix="jingwei-pdf-") as folder:
        root = Path(folder)
        (root / "0").write_bytes(content)
        kind = "png" if content.startswith(b"\x89PNG") else "jpg"
        (root / "main.typ").write_text(f'#image("0", format: "{kind}", width: 1cm)', encoding="utf-8")
        try:
            typst.compile(str(root / "main.typ"), root=str(root), ignore_system_fonts=True)
        except typst.TypstError:
            return False
    return True


@lru_cache(maxsize=1)
def _fonts() -> list[str]:
    known = set(typst.Fonts().families())
    return [one for one in FONTS if one in known]
