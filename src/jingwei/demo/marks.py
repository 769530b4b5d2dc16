"""Marks of what the demo has loaded: keys of actions, which each leave their outcome with what they wrote."""

import hashlib

from jingwei.demo.manifest import FileEntry

PREFIX = "demo:"
COMPLETE = f"{PREFIX}complete"


def mark_of(entry: FileEntry) -> str:
    """The mark of one file (or sheet of a workbook) with the content it has now."""
    said = f"{entry.path}#{entry.sheet}:{entry.sha256}"
    return f"{PREFIX}{entry.kind}:{hashlib.sha256(said.encode()).hexdigest()[:20]}"
