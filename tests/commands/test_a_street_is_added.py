"""A subdistrict joins from the command line; its administrators sign in with what the screen showed once."""

import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.contrib.auth.hashers import check_password


def _add(url, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "jingwei.cli", "add-street", *arguments],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_the_passwords_shown_once_are_those_of_three_administrators(cluster):
    name = cluster.fresh()
    done = _add(cluster.url(name), "990101003", "试验街道")
    assert done.returncode == 0, done.stderr
    shown = dict(re.findall(r"用户名 (\S+)，密码 (\S+)", done.stdout))
    assert len(shown) == 3
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        accounts = admin.execute("SELECT username, password, must_change FROM people_account").fetchall()
    assert {username for username, _, _ in accounts} == set(shown)
    assert all(must_change and check_password(shown[username], stored) for username, stored, must_change in accounts)
    again = _add(cluster.url(name), "990101003", "试验街道")
    assert again.returncode != 0
    assert "已被使用" in again.stderr
    wrong = _add(cluster.url(name), "99010", "试验街道")
    assert wrong.returncode != 0
    assert "Traceback" not in wrong.stderr
