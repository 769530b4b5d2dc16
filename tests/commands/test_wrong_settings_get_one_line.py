"""What cannot be served is refused in one Chinese line that says what to do, and never shows a password."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from jingwei.cli import COMMANDS, main
from jingwei.core import embedded

if TYPE_CHECKING:
    from conftest import Office


class Asked:
    """Commands run in this process, as far as they need neither Django nor a child."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        patch.setenv("JINGWEI_HOME", str(home))
        self.patch = patch
        self.capture = capture

    def refused(self, *arguments: str | Path, **environment: str) -> str:
        """The one line a command is refused with."""
        for name, value in environment.items():
            self.patch.setenv(name, value)
        self.capture.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        said = self.capture.readouterr()
        assert code in (1, 2)
        assert said.out == ""
        assert said.err.count("\n") == 1, said.err
        return said.err


@pytest.fixture
def asked(open_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    return Asked(open_folder / "var", monkeypatch, capsys)


@pytest.fixture
def port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "写法不对"),
        ("postgresql://jingwei:geheim@127.0.0.1:1/jingwei", "连不上数据库 127.0.0.1:1/jingwei"),
        ("postgresql://jingwei:geheim@nowhere.invalid/jingwei", "没有这台主机"),
        ("mysql://jingwei:geheim@127.0.0.1/jingwei", "写法不对"),
    ],
)
def test_an_address_that_leads_nowhere(asked: Asked, address: str, said: str, open_folder: Path, port: str) -> None:
    for command in (["serve", "--port", port], ["migrate"], ["backup", open_folder / "b"]):
        line = asked.refused(*command, DATABASE_URL=address)
        assert said in line
        assert "geheim" not in line


def test_a_server_that_would_not_keep_the_borders(office: Office, asked: Asked, port: str) -> None:
    server = embedded.ensure_running(office.home)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE sees_all LOGIN BYPASSRLS PASSWORD 'a-password'")
        admin.execute("CREATE ROLE newcomer LOGIN NOINHERIT PASSWORD 'a-password'")
    where = server.login_url.split("@")[1]
    cases = {
        server.login_url.replace("jingwei:", "jingwei:not-the-one", 1): "用户名或密码不对",
        server.admin_url: "超级用户",
        f"postgresql://sees_all:a-password@{where}": "BYPASSRLS",
        f"postgresql://newcomer:a-password@{where}": "jingwei migrate",
    }
    for address, said in cases.items():
        line = asked.refused("serve", "--port", port, DATABASE_URL=address)
        assert said in line
        assert "a-password" not in line
    server.stop()


def test_a_server_of_others_is_prepared_once_by_its_administrator_and_then_served_without(office: Office) -> None:
    server = embedded.ensure_running(office.home)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE elsewhere")
    ours = server.login_url.replace("/jingwei?", "/elsewhere?")
    assert "jingwei migrate" in office.run("serve", DATABASE_URL=ours).stderr
    done = office.run("migrate", DATABASE_URL=ours, DATABASE_ADMIN_URL=server.admin_url)
    assert done.returncode == 0, done.stderr
    sound = office.run("doctor", DATABASE_URL=ours).stdout
    assert "✓ 表结构" in sound
    assert "– 审计日志：未检查" in sound
    server.stop()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use(asked: Asked, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = asked.refused(command, "--port", str(port))
    assert f"端口 {port} 已被别的程序占用" in line
    assert f"--port {port + 1}" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serv"], "没有命令“serv”"),
        (["serve", "--port", "80x"], "80x 不对，应为 1 到 65535"),
        (["serve", "--workers", "0"], "0 不对"),
        (["serve", "--speed", "9"], "不认识：--speed"),
        (["serve", "--cert", "/nowhere.pem"], "文件不存在"),
        (["serve", "--host", "192.0.2.1"], "本机没有地址 192.0.2.1"),
        (["backup"], "缺少：文件"),
        (["restore", "/nowhere.jw"], "文件不存在"),
    ],
)
def test_a_command_asked_for_wrongly(asked: Asked, arguments: list[str], said: str) -> None:
    assert said in asked.refused(*arguments)


def test_without_a_command_all_are_listed_and_every_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    overview = capsys.readouterr().out
    for name in COMMANDS:
        assert f"  {name} " in overview
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert "用法：" in text
        assert "usage" not in text
        assert "options" not in text


def test_secret_keys_too_short_and_open_hosts_are_found(office: Office) -> None:
    done = office.run("check-settings", JINGWEI_SECRET_KEY="short", JINGWEI_HOSTS="*", JINGWEI_DEBUG="1")
    assert done.returncode == 1
    for subject in ("调试模式", "签名密钥", "访问域名"):
        assert f"✗ {subject}" in done.stdout
