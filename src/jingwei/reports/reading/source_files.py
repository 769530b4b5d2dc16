"""From the bytes of a file to its raw text: .txt, .docx and .html, told apart by content, not by name."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from jingwei.reports.reading.model import ReadingError

LARGEST = 20 * 1024 * 1024
_LARGEST_UNPACKED = 200 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HAN = re.compile(r"[㐀-鿿]")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLOCKS = re.compile(r"address|article|br|center|d[dtl]|div|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul")
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template"})


def raw_text(data: bytes, filename: str) -> str:
    """The text of a report file, lines as they stand in it.

    Raises ReadingError for a file that is empty, larger than 20 MB, not a text, or in an unknown encoding.
    """
    name = filename.rsplit("/", 1)[-1] or "文件"
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadingError(f"“{name}”是空文件，请检查后重新选择。")
    if len(data) > LARGEST:
        raise too_large(name, len(data))
    if data.startswith(b"PK\x03\x04"):
        return _docx_text(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadingError(f"“{name}”是旧版或加密的 Word 文件，请用 WPS 或 Word 另存为 .docx 后再读。")
    if data.startswith(b"%PDF"):
        raise ReadingError(f"“{name}”是 PDF 文件，请改用 .docx、.html 或 .txt 文件。")
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|div|p|meta|\?xml)\b", data[:512], re.IGNORECASE):
        return _html_text(data, name)
    return _decoded(data, name)


def too_large(name: str, size: int) -> ReadingError:
    """The error for a file of `size` bytes, larger than is read."""
    return ReadingError(f"“{name}”有 {size / 1024 / 1024:.1f} MB，超过 20 MB，请只留报告正文后再读。")


def _decoded(data: bytes, name: str, declared: str = "") -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plausible(data.decode("utf-16", errors="replace"), name)
    for encoding in ("utf-8-sig", "gb18030", *([declared] if declared else [])):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return _plausible(text, name, guessed=encoding == "gb18030")
    raise ReadingError(f"“{name}”的编码无法识别，请另存为 UTF-8 编码的文本文件后再读。")


def _plausible(text: str, name: str, *, guessed: bool = False) -> str:
    sample = text[:20_000]
    if len(_CONTROL.findall(sample)) > len(sample) // 500:
        raise ReadingError(f"“{name}”不是文本文件，请选择 .txt、.docx 或 .html 文件。")
    han = _HAN.findall(sample)
    # Another encoding read as GB 18030 gives characters that no report prints; real text lives in the first level.
    rare = sum(not _is_common(sign) for sign in han)
    odd = sum("\ue000" <= sign <= "\uf8ff" or sign == "\ufffd" for sign in sample)
    if odd > len(sample) // 50 or (guessed and rare > len(han) * 0.3):
        raise ReadingError(f"“{name}”的编码无法识别，请另存为 UTF-8 编码的文本文件后再读。")
    return text


def _is_common(sign: str) -> bool:
    try:
        return b"\xb0" <= sign.encode("gb2312")[:1] <= b"\xd7"
    except UnicodeEncodeError:
        return False


def _docx_text(data: bytes, name: str) -> str:
    broken = ReadingError(f"“{name}”打不开，可能已损坏或不是 Word 文档，请另存为 .docx 后再读。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise ReadingError(f"“{name}”解开后过大，请删去图片、只留报告正文后再读。")
        document = docx.Document(io.BytesIO(data))
        return "\n".join(_blocks(document.iter_inner_content()))
    except ReadingError:
        raise
    except Exception as error:  # the library raises whatever the broken part happens to cause
        raise broken from error


def _blocks(content: Iterator[Paragraph | Table]) -> Iterator[str]:
    for block in content:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                seen: list[str] = []
                for cell in row.cells:  # a merged cell is listed once per column it spans
                    value = " ".join(cell.text.split())
                    if not seen or seen[-1] != value:
                        seen.append(value)
                yield " | ".join(seen)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in _SKIPPED
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED and self._skipping:
            self._skipping -= 1
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html_text(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:2048])
    parser = _Text()
    parser.feed(_decoded(data, name, declared.group(1).decode("ascii") if declared else ""))
    parser.close()
    text = "".join(parser.parts)
    if not text.strip():
        raise ReadingError(f"“{name}”里没有文字，请检查后重新选择。")
    return text
