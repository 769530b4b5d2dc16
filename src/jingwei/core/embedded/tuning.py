"""Settings of PostgreSQL by the size of the machine it shares with the web server."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

MEBIBYTE = 1 << 20
MAX_CONNECTIONS = 60


def settings(memory: int) -> dict[str, str]:
    """PostgreSQL settings for a machine with `memory` bytes, of which the database may count on about a half."""
    share = max(memory, 1024 * MEBIBYTE) // MEBIBYTE
    return {
        "shared_buffers": f"{_within(share // 8, 128, 8192)}MB",
        "effective_cache_size": f"{_within(share // 2, 512, 65536)}MB",
        "maintenance_work_mem": f"{_within(share // 24, 64, 1024)}MB",
        "work_mem": f"{_within(share // 512, 8, 64)}MB",
        "max_connections": str(MAX_CONNECTIONS),
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "wal_buffers": "16MB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        # Short questions by many people: compiling them costs more than it saves.
        "jit": "off",
        "password_encryption": "scram-sha-256",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "log_line_prefix": "%m 数据库 [%p] ",
        "logging_collector": "off",
        # Statements and their details carry personal data, which has no place in a log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_checkpoints": "off",
        **_shared_memory(),
    }


def machine_memory() -> int:
    """Bytes of memory of the machine, or of the container where that is less."""
    total = int(psutil.virtual_memory().total)
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(limit).read_text("ascii")))
        except (OSError, ValueError):
            continue
    return total


def _shared_memory() -> dict[str, str]:
    # Containers often grant 64 MB of /dev/shm, too little for a parallel question.
    folder = Path("/dev/shm")  # noqa: S108
    if sys.platform == "linux" and folder.is_dir() and shutil.disk_usage(folder).total < 512 * MEBIBYTE:
        return {"dynamic_shared_memory_type": "mmap"}
    return {}


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
