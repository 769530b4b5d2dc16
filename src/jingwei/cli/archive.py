"""The backup file: one tar with the database dump, the files and, last, a list of what must be in it.

The keys go into a file of their own beside it: whoever destroys a key must be able to destroy it in the backups too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from jingwei.core.errors import SetupError

FORMAT = 1
LIST = "manifest.json"
DUMP = "database.dump"
FILES = "files/"
CHUNK = 1 << 20


@dataclass
class Contents:
    """What a backup holds: by which version and when it was made, and the sha256 of every part."""

    version: str
    made_at: str
    master_key: str | None
    format: int = FORMAT
    parts: dict[str, str] = field(default_factory=dict)


def keys_file(backup: Path) -> Path:
    """Where the keys of a backup lie."""
    return backup.with_name(f"{backup.name}.keys")


@contextmanager
def written_whole(path: Path) -> Iterator[tarfile.TarFile]:
    """A new tar, readable by its owner only, that appears under its name once it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield tar
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SetupError(f"写不了 {path}：{error.strerror or error}。") from error
    finally:
        part.unlink(missing_ok=True)


def add(tar: tarfile.TarFile, name: str, source: Path, contents: Contents) -> None:
    """Add one file and note its sha256."""
    with source.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = os.fstat(file.fileno()).st_size, int(source.stat().st_mtime), 0o600
        reader = _Hashing(file)
        tar.addfile(entry, reader)
    contents.parts[name] = reader.digest()


def add_list(tar: tarfile.TarFile, contents: Contents) -> None:
    """Add the list; it comes last, so that a file cut short has none."""
    text = json.dumps(asdict(contents), ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(LIST)
    entry.size, entry.mode = len(text), 0o600
    tar.addfile(entry, io.BytesIO(text))


def read_list(path: Path) -> Contents:
    """What a backup holds, every part compared with its sha256. Raises SetupError where it is not whole."""
    try:
        with tarfile.open(path, "r:") as tar:
            found = {entry.name: entry for entry in tar if entry.isfile()}
            if LIST not in found:
                raise SetupError(f"{path} 不完整，缺少清单：可能没有写完或没有拷完。")
            contents = Contents(**json.loads(_content(tar, found[LIST]).read()))
            if contents.format != FORMAT:
                raise SetupError(f"{path} 是格式 {contents.format} 的备份，本程序只认得格式 {FORMAT}。")
            for name, digest in contents.parts.items():
                if name not in found or _Hashing.of(_content(tar, found[name])) != digest:
                    raise SetupError(f"{path} 已损坏：{name} 与清单不符。请换一份备份。")
            return contents
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise SetupError(f"{path} 不是经纬的备份文件，或已损坏。") from error


def extract(path: Path, names: list[str], prefix: str, folder: Path) -> None:
    """Write parts below a folder under their names without the prefix; what is there already stays."""
    with tarfile.open(path, "r:") as tar:
        for name in names:
            target = folder / name.removeprefix(prefix)
            if not target.resolve().is_relative_to(folder.resolve()):
                raise SetupError(f"{path} 里的文件名 {name} 不合规定，未恢复。")
            if target.exists():
                continue
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                content = _content(tar, tar.getmember(name))
                while chunk := content.read(CHUNK):
                    out.write(chunk)
            part.replace(target)


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    assert content is not None
    return content


class _Hashing:
    """Reads through and hashes on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        return self._hash.hexdigest()

    @classmethod
    def of(cls, file: IO[bytes]) -> str:
        reader = cls(file)
        while reader.read(CHUNK):
            pass
        return reader.digest()
