"""A long import as a job: its progress is seen from elsewhere; stopped or killed it leaves nothing."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

COUNTS = (
    "SELECT (SELECT count(*) FROM registers_entry), (SELECT count(*) FROM registers_version), "
    "(SELECT count(*) FROM registers_source)"
)
_PATIENCE = 120.0


class Desk:
    """One database, the clerk's job in it, and processes that do one step each."""

    def __init__(self, cluster, known: str = "") -> None:
        self._cluster, self._name = cluster, cluster.fresh()
        self.job, self.account = self.run(f"prepare:{known}").split()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "jingwei.registers.tests.jobs_in_a_process", *arguments],
            env={**os.environ, "DATABASE_URL": self._cluster.url(self._name)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    @property
    def url(self) -> str:
        return psycopg.conninfo.make_conninfo(self._cluster.admin_url, dbname=self._name)

    def row(self) -> tuple:
        with psycopg.connect(self._cluster.admin_url, dbname=self._name) as admin:
            return admin.execute("SELECT state, counted, total, written, message FROM core_job").fetchone()

    def write(self, statement: str) -> None:
        with psycopg.connect(self._cluster.admin_url, dbname=self._name) as admin:
            admin.execute(statement)

    def counts(self) -> tuple:
        with psycopg.connect(self._cluster.admin_url, dbname=self._name) as admin:
            return admin.execute(COUNTS).fetchone()

    def wait(self, what: Callable[[], object]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not what():
            assert time.monotonic() < deadline, self.row()
            time.sleep(0.05)


@pytest.mark.django_db
def test_killed_or_stopped_it_leaves_nothing_and_is_begun_again(cluster) -> None:
    desk = Desk(cluster)
    worker = desk.start("work:0.3")
    desk.wait(lambda: desk.row()[3] > 0)
    state, counted, total, written, _ = desk.row()
    assert (state, total) == ("running", 4000)
    assert 0 < written < counted < 4000, "seen from elsewhere while it is one transaction"
    assert desk.counts() == (0, 0, 0), "what is being written is not there for others"
    worker.kill()
    worker.wait()
    assert desk.counts() == (0, 0, 0)

    where = f"{desk.job},{desk.account}"
    cut_off = desk.run(f"look:{where}")
    assert "已中断" in cut_off
    assert "系统会自动重新开始" in cut_off
    desk.write("UPDATE core_job SET cut_off = 2")
    told = desk.run("work", f"look:{where}", f"again:{where}")
    lost, again = told.split("[again]")
    assert "已中断" in lost, "what was cut off again and again is begun again by nobody but the clerk"
    assert "没有写入任何内容，可以重新开始" in lost
    assert "排队中" in again

    worker = desk.start("work:0.3")
    desk.wait(lambda: desk.row()[1] > 0)
    desk.write("UPDATE core_job SET stop = true")
    out, err = worker.communicate()
    assert "已停止" in out, err
    assert desk.row()[0] == "stopped"
    assert desk.counts() == (0, 0, 0)

    desk.run(f"again:{where}")
    worker = desk.start("work:0.3")
    desk.wait(lambda: desk.row()[3] > 0)
    worker.kill()
    worker.wait()
    done = desk.run("work", f"look:{where}").split("[look]")[1]
    assert "已完成" in done
    assert "新增4000行" in done
    assert desk.counts() == (4000, 4000, 1)


@pytest.mark.django_db
def test_what_somebody_changes_while_it_runs_is_not_overwritten(cluster, tmp_path: Path) -> None:
    desk, changed = Desk(cluster, known="H03900"), tmp_path / "changed"
    worker = desk.start(f"hold:{changed}")
    desk.wait(lambda: desk.row()[3] > 0)
    desk.run(f"change:H03900,{desk.account}")
    changed.touch()
    out, err = worker.communicate()
    assert "未完成" in out, err
    message = desk.row()[4]
    assert "没有写入任何内容。有 1 条记录" in message
    assert "“H03900 示例路”由" in message
    assert "“居住人数”由“1”改为“9”" in message
    with psycopg.connect(desk.url) as admin:
        known = admin.execute(
            "SELECT data->>'residents', known_to > known_from FROM registers_version ORDER BY known_from"
        ).fetchall()
    assert known == [("1", True), ("1", None), ("9", None)]
