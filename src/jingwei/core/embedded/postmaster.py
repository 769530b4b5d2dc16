"""The running PostgreSQL of a data folder: found and ended, with left-overs of a crash told from the living."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from jingwei.core.embedded import programs

PID_FILE = "postmaster.pid"


@dataclass(frozen=True)
class Postmaster:
    """What PostgreSQL says of itself: process id, port, whether it takes connections."""

    pid: int
    port: int
    ready: bool


def running(data: Path) -> Postmaster | None:
    """The living server of a data folder. A pid file left by a crash, its number perhaps reused, does not count."""
    try:
        lines = (data / PID_FILE).read_text("utf-8", errors="replace").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 0
    return Postmaster(pid, port, ready=len(lines) > 7 and lines[7].strip() == "ready")


def is_recovering(data: Path, bin_dir: Path) -> bool:
    """Whether the server, starting now, has to make good what a crash left undone."""
    command = [programs.executable(bin_dir, "pg_controldata"), data]
    said = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"}).stdout
    state = next((line.partition(":")[2].strip() for line in said.splitlines() if "cluster state" in line), "")
    return state.startswith("in ") or state == "shutting down"


def forget_stale(data: Path, socket_dir: Path | None) -> None:
    """Remove the pid and socket files of a server that is gone.

    PostgreSQL itself would not start if the number is in use again, or if the dead process was never collected (a
    container without an init process).
    """
    if running(data) is not None:
        return
    stale = [data / PID_FILE, *(socket_dir.glob(".s.PGSQL.*") if socket_dir is not None else ())]
    for path in stale:
        path.unlink(missing_ok=True)


def end_leftovers(data: Path, patience: float = 5.0) -> None:
    """End workers that outlived a killed server: a long question keeps the shared memory and the start waiting."""
    left = [process for process in psutil.process_iter(["name"]) if _is_worker(process, data)]
    for process in left:
        _quietly(process, "terminate")
    _, alive = psutil.wait_procs(left, timeout=patience)
    for process in alive:
        _quietly(process, "kill")
    psutil.wait_procs(alive, timeout=patience)


def ask_to_stop(data: Path, bin_dir: Path) -> None:
    """Ask the server for a fast shutdown: open transactions are rolled back, nothing committed is lost."""
    found = running(data)
    if found is None:
        return
    if sys.platform == "win32":
        command = [programs.executable(bin_dir, "pg_ctl"), "stop", "-m", "fast", "-W", "-D", data]
        subprocess.run(command, check=False, capture_output=True)
        return
    try:
        psutil.Process(found.pid).send_signal(signal.SIGINT)
    except psutil.NoSuchProcess:
        return


def _serves(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return False
        folder = process.cwd()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return Path(folder) == data or Path(folder) == data.resolve()


def _is_worker(process: psutil.Process, data: Path) -> bool:
    try:
        return process.info["name"].startswith("postgres") and Path(process.cwd()) == data.resolve()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _quietly(process: psutil.Process, act: str) -> None:
    try:
        getattr(process, act)()
    except psutil.NoSuchProcess:
        pass
