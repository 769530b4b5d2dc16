"""Locks on files that the system itself lets go of when a process dies, however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FileLock:
    """One shared or exclusive lock on a file, held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None

    def try_take(self, *, shared: bool = False) -> bool:
        """Take the lock without waiting; whether it was had. Raises OSError where the file may not be opened."""
        if self._fd is not None:
            return True
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        if not _lock(fd, shared):
            os.close(fd)
            return False
        self._fd = fd
        return True

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)


def is_taken(path: Path, *, by_exclusive: bool = False) -> bool:
    """Whether another holds the lock at all, or (`by_exclusive`) holds it exclusively."""
    if not path.exists():
        return False
    probe = FileLock(path)
    if probe.try_take(shared=by_exclusive):
        probe.release()
        return False
    return True


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    class _Overlapped(ctypes.Structure):
        _fields_ = [
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        ]

    def _lock(fd: int, shared: bool) -> bool:
        fail_at_once, exclusive = 1, 2
        handle = msvcrt.get_osfhandle(fd)
        flags = fail_at_once | (0 if shared else exclusive)
        return bool(ctypes.windll.kernel32.LockFileEx(handle, flags, 0, 1, 0, ctypes.byref(_Overlapped())))

else:
    import fcntl

    def _lock(fd: int, shared: bool) -> bool:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
