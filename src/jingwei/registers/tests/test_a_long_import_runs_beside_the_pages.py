"""A long import as a job: its progress is seen from elsewhere; stopped or killed it leaves nothing."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
import pytest

COUNTS = (
    "SELECT (SELECT count(*) FROM registers_entry), (SELECT count(*) FROM registers_version), "
    "(SELECT count(*) FROM registers_source)"
)
_PATIENCE = 120.0


class Desk:
    """One database, the clerk's job in it, and processes that do one step each."""

    def __init__(self, cluster) -> None:
        self._cluster, self._name = cluster, cluster.fresh()
        self.job, self.account = self.run("prepare").split()

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

    def page(self, step: str = "look") -> str:
        return self.run(step, self.job, self.account)

    def row(self) -> tuple:
        with psycopg.connect(self._cluster.admin_url, dbname=self._name) as admin:
            return admin.execute("SELECT state, counted, total, written, message FROM core_job").fetchone()

    def counts(self) -> tuple:
        with psycopg.connect(self._cluster.admin_url, dbname=self._name) as admin:
            return admin.execute(COUNTS).fetchone()

    def wait(self, what: Callable[[], object]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not what():
            assert time.monotonic() < deadline, self.row()
            time.sleep(0.05)


@pytest.fixture
def desk(cluster) -> Desk:
    return Desk(cluster)


@pytest.mark.django_db
def test_progress_is_seen_from_elsewhere_and_a_stopped_import_leaves_nothing(desk: Desk) -> None:
    waiting = desk.page()
    assert "排队中" in waiting
    assert "后台没有在运行" in waiting, "nobody is left waiting without a word"
    worker = desk.start("work", "0.4")
    desk.wait(lambda: desk.row()[1] > 0)
    shown = desk.page()
    assert "正在办理" in shown
    assert re.search(r"正在核对和写入：第 \d+ 行，共 4000 行", shown)
    assert desk.counts() == (0, 0, 0), "what is being written is not there for others"
    assert "正在停止" in desk.page("stop") or desk.row()[0] == "stopped"
    out, err = worker.communicate()
    assert "已停止" in out, err
    assert desk.row()[0] == "stopped"
    assert desk.counts() == (0, 0, 0)
    assert "没有写入任何内容" in desk.page()

    assert "排队中" in desk.page("again")
    assert "已完成" in desk.run("work")
    assert desk.counts() == (4000, 4000, 1)
    done = desk.page()
    assert "新增4000行" in done
    assert "/registers/imports/" in done


@pytest.mark.django_db
def test_a_killed_worker_leaves_nothing_and_the_clerk_is_told(desk: Desk) -> None:
    worker = desk.start("work", "0.4")
    desk.wait(lambda: desk.row()[3] > 0)
    worker.kill()
    worker.wait()
    desk.wait(lambda: "已中断" in desk.page())
    assert desk.counts() == (0, 0, 0)
    assert "重新开始" in desk.page()
    desk.run("work")
    assert desk.row()[0] == "lost", "nothing is begun again by itself"
    desk.page("again")
    desk.run("work")
    assert desk.row()[0] == "done"
    assert desk.counts() == (4000, 4000, 1)
