"""`jingwei demo`: one command from nothing to a page one can sign in to, and the same data the next time."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from tests.commands.conftest import Office

SMALL = ("--scale", "0.02")
DESCRIBED = Path(__file__).parents[2] / "src/jingwei/coverage/tests/sixth"


@pytest.fixture
def bare(open_folder: Path, environment: dict[str, str]) -> Office:
    """A place where nothing has been made yet."""
    return Office(open_folder / "var", environment | {"JINGWEI_HOME": str(open_folder / "var")})


@pytest.mark.parametrize("size", [SMALL, pytest.param((), marks=pytest.mark.soak, id="whole")])
def test_it_prepares_serves_lets_people_in_and_keeps_what_was_there(bare: Office, size: tuple[str, ...]) -> None:
    office = bare
    first, logins = started(office, size)
    assert len(logins) >= 11, "one for each role"
    for username, password in logins[:2]:
        assert signed_in(first.address, username, password)
    assert not signed_in(first.address, logins[0][0], "not-the-password")
    first.end()
    before = rows(office)
    assert before > 0

    second, again = started(office, size)
    assert again == logins
    second.end()
    assert rows(office) == before


def test_a_street_described_in_data_only_is_opened(bare: Office) -> None:
    street = ("--streets", str(DESCRIBED), "--street", "9")
    first, logins = started(bare, street)
    assert len(logins) == 12, "one for each role"
    assert all(username.startswith("s9.") for username, _ in logins)
    assert signed_in(first.address, *logins[0])
    first.end()
    again = bare.run("demo", "--prepare-only", *street)
    assert "测试九号街道已就绪" in again.stdout


@pytest.mark.soak
def test_killed_while_loading_it_goes_on_where_it_stopped(bare: Office, open_folder: Path) -> None:
    for moment in ("房屋台账", "企业台账", "外部统计月报2024年"):
        process = bare.start("demo", "--prepare-only", "--scale", "0.2")
        line = "begun"
        while line and f"导入{moment}" not in line:
            line = process.stdout.readline()
        process.kill()
        process.wait(30)
        process.stdout.close()
    assert bare.run("demo", "--prepare-only", "--scale", "0.2").returncode == 0

    whole = Office(open_folder / "whole", bare.env | {"JINGWEI_HOME": str(open_folder / "whole")})
    assert whole.run("demo", "--prepare-only", "--scale", "0.2").returncode == 0
    assert rows(bare) == rows(whole)


class Shown:
    """A running demo."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def end(self) -> None:
        """Tell it to end, and see that it does."""
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        assert "已停止，数据保留" in out


def started(office: Office, size: tuple[str, ...]) -> tuple[Shown, list[tuple[str, str]]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = office.start("demo", "--port", str(port), *size)
    lines = []
    while not lines or "按 Ctrl+C 停止" not in lines[-1]:
        line = process.stdout.readline()
        assert line, lines
        lines.append(line)
    text = "".join(lines)
    assert f"http://127.0.0.1:{port}/" in text
    assert "虚构" in text
    found = re.findall(r"用户名 (\S+?)，密码 (\S+?)（", text)
    return Shown(process, f"http://127.0.0.1:{port}"), found


def signed_in(address: str, username: str, password: str) -> bool:
    """Whether the sign-in page lets somebody in."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(f"{address}/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    request = urllib.request.Request(f"{address}/login/", urllib.parse.urlencode(form).encode())
    request.add_header("Referer", f"{address}/login/")
    try:
        answer = opener.open(request)
    except urllib.error.HTTPError as refused:
        return refused.code < 400
    return "/login/" not in answer.geturl()


def rows(office: Office) -> int:
    with office.admin() as admin:
        return admin.execute("SELECT count(*) FROM registers_entry").fetchone()[0]
