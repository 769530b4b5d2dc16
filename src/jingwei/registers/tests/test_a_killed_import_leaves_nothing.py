"""kill -9 in the middle of an import: no half sheet, and the same import goes in afterwards, once."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

COUNTS = (
    "SELECT (SELECT count(*) FROM registers_entry), (SELECT count(*) FROM registers_version), "
    "(SELECT count(*) FROM registers_source)"
)
WRITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state = 'active' AND query LIKE '%%INTO registers_%%'"
)


def _start(url, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "jingwei.registers.tests.import_in_a_process", *arguments],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _counts(cluster, name):
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        return admin.execute(COUNTS).fetchone()


def _kill_while_writing(cluster, name, process):
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        while process.poll() is None:
            if admin.execute(WRITING, [name]).fetchone()[0]:
                process.send_signal(signal.SIGKILL)
                return True
            time.sleep(0.001)
    return False


@pytest.mark.django_db
def test_no_row_of_a_killed_import_is_there_and_it_can_be_repeated(cluster):
    name = cluster.fresh()
    url = cluster.url(name)
    out, err = _start(url, "prepare").communicate()
    assert out, err
    draft, account = out.split()
    process = _start(url, "import", draft, account)
    assert _kill_while_writing(cluster, name, process)
    process.wait()
    deadline = time.monotonic() + 30
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        while admin.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()[0]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert _counts(cluster, name) == (0, 0, 0)
    out, err = _start(url, "import", draft, account).communicate()
    assert out.strip() == "4000", err
    out, err = _start(url, "import", draft, account).communicate()
    assert out.strip() == "4000", err
    assert _counts(cluster, name) == (4000, 4000, 1)
