"""What the demo's files are: the list a loader works through, in order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One thing to bring in. A workbook with several sheets has an entry per sheet, in the order of their days.

    ``kind``: divisions | places | departments | staff | appointments | register:<key> | shapes:<key> | statistics.
    ``path`` is relative to the manifest. ``as_of``: the day from which the rows are true. ``scheme``: of places.
    ``rows``: data rows in the sheet, or features in the file. ``subdistrict``: empty for files of the whole county.
    """

    path: str
    kind: str
    title: str
    sha256: str
    rows: int
    as_of: date
    subdistrict: str = ""
    sheet: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class StreetEntry:
    """A subdistrict of the demo: its code, name and the office's full name."""

    code: str
    name: str
    office: str
    county: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of the demo; ``digest`` names the generator and the size they were made with."""

    digest: str
    note: str
    streets: tuple[StreetEntry, ...]
    files: tuple[FileEntry, ...]

    def of(self, kind: str, subdistrict: str | None = None) -> list[FileEntry]:
        """The entries of a kind (``register`` gives all registers), of one subdistrict where named."""
        return [
            entry
            for entry in self.files
            if (entry.kind == kind or entry.kind.startswith(f"{kind}:"))
            and (subdistrict is None or entry.subdistrict == subdistrict)
        ]

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder, last of all: without it the folder counts as unfinished."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=date.isoformat)
        draft = folder / f"{NAME}.part"
        draft.write_text(text + "\n", "utf-8")
        draft.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None where there is none or it cannot be read."""
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        files = tuple(FileEntry(**{**row, "as_of": date.fromisoformat(row["as_of"])}) for row in data["files"])
        return Manifest(data["digest"], data["note"], tuple(StreetEntry(**row) for row in data["streets"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
