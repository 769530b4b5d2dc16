"""What reached its end while the machine was off is ended at the next start, beside the pages; or by a command."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.commands.conftest import Office
from tests.commands.test_the_system_is_served import Served, wait_for

SAID = "望澜街道 “企业台账”第1批，保存至2024-12-31：删除"


@pytest.fixture
def ended(office: Office) -> Office:
    """An installation with a ledger past its end date."""
    script = Path(__file__).with_name("ended_ledger.py")
    done = subprocess.run(
        [sys.executable, "-P", str(script)], check=False, env=office.env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return office


def keys(office: Office) -> list[Path]:
    return list((office.home / "keys" / "data").glob("*.key"))


def worker(served: Served) -> psutil.Process | None:
    for child in psutil.Process(served.process.pid).children():
        # One that was just killed has no command line any more.
        with contextlib.suppress(psutil.Error):
            if "jingwei.cli.worker" in " ".join(child.cmdline()):
                return child
    return None


def log_of(office: Office) -> str:
    return (office.home / "server.log").read_text()


def test_the_command_shows_and_only_applies_when_told(ended: Office) -> None:
    shown = ended.run("end-dates")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == f"{SAID}\n共 1 项，未办理；加 --apply 办理。\n"
    assert "没有到期的个人信息" in ended.run("end-dates", "--on", "2024-12-31").stdout
    assert ended.run("end-dates", "--on", "2030-12-31", "--apply").returncode == 2
    assert "应为 2028-12-31 这样的日期" in ended.run("end-dates", "--on", "明年").stderr
    assert len(keys(ended)) == 1
    assert ended.run("end-dates", "--apply").stdout == f"{SAID}\n已办理 1 项。\n"
    assert keys(ended) == []
    assert ended.run("end-dates", "--apply").stdout == "没有到期的个人信息。\n"


def test_the_worker_catches_up_after_the_first_page_and_is_started_again(ended: Office) -> None:
    served = Served(ended)
    assert served.answers()
    wait_for(lambda: not keys(ended))
    wait_for(lambda: f"后台 到期处理 {SAID}" in log_of(ended))
    first = worker(served)
    assert first is not None
    first.kill()
    wait_for(lambda: (now := worker(served)) is not None and now.pid != first.pid)
    assert "后台任务已退出" in log_of(ended)
    assert served.answers()
    last = worker(served)
    served.process.send_signal(signal.SIGTERM)
    served.process.communicate(timeout=60)
    assert served.process.returncode == 0
    assert last is None or not last.is_running()
    assert "Traceback" not in log_of(ended)
    with ended.admin() as admin:
        left = admin.execute("SELECT status FROM procrastinate_jobs WHERE status NOT IN ('todo', 'doing')").fetchall()
    assert left == [], "jobs that were done are taken away"
