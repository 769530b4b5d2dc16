"""Backup and restore: everything or nothing, the keys apart, and what was destroyed stays destroyed."""

from __future__ import annotations

import tarfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jingwei.cli import main
from jingwei.core import embedded

if TYPE_CHECKING:
    from conftest import Office

STREET = "999101001"
KEPT, DESTROYED = uuid.UUID(int=1), uuid.UUID(int=2)


def fill(office: Office) -> None:
    with office.admin() as admin:
        admin.execute(
            "SELECT set_config('jingwei.subdistrict', %s, true), set_config('jingwei.actor', '', true)", [STREET]
        )
        admin.execute("SELECT set_config('jingwei.actor_label', '测试', true)")
        for number in range(3):
            admin.execute("SELECT core_audit_append('tested', %s, '', '{}'::jsonb)", [f"第 {number} 条"])
        admin.execute("INSERT INTO core_installation (id, epoch, made_at) VALUES (gen_random_uuid(), 1, now())")
        admin.execute("SET session_replication_role = replica")
        for key in (KEPT, DESTROYED):
            admin.execute(
                "INSERT INTO core_datakey (id, subdistrict, revision, ledger, number, end_on, state, made_at, "
                "asked_label, asked_reason) VALUES (%s, %s, 1, %s, 1, '2030-12-31', 'active', now(), '', '')",
                [key, STREET, key.hex],
            )
    keys = office.home / "keys"
    (keys / "data").mkdir(mode=0o700, exist_ok=True)
    for name in ("master.key", f"data/{KEPT.hex}.key", f"data/{DESTROYED.hex}.key"):
        (keys / name).write_bytes(f"secret of {name}".encode())
        (keys / name).chmod(0o600)
    (office.home / "files" / "ab").mkdir(mode=0o700)
    (office.home / "files" / "ab" / "附件").write_bytes(b"kept\0" * 1000)


def state(office: Office) -> tuple[object, ...]:
    with office.admin() as admin:
        subjects = admin.execute("SELECT array_agg(subject ORDER BY number) FROM core_auditentry").fetchone()[0]
        broken = admin.execute("SELECT core_audit_broken(%s)", [STREET]).fetchone()[0]
        return subjects, broken, admin.execute("SELECT max(epoch) FROM core_installation").fetchone()[0]


@pytest.fixture
def backup(office: Office) -> Path:
    """A backup made while the database is in use."""
    fill(office)
    target = office.home.parent / "backup.jw"
    server = embedded.ensure_running(office.home)
    done = office.run("backup", target)
    assert done.returncode == 0, done.stderr
    server.stop()
    return target


def test_it_brings_back_rows_and_files_but_no_destroyed_key(office: Office, backup: Path) -> None:
    before = state(office)
    with office.admin() as admin:
        admin.execute("DROP TABLE core_auditentry")
        admin.execute("CREATE TABLE made_later ()")
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE core_datakey SET state = 'destroyed' WHERE id = %s", [DESTROYED])
    (office.home / "files" / "ab" / "附件").unlink()
    (office.home / "keys" / "data" / f"{DESTROYED.hex}.key").unlink()
    done = office.run("restore", backup, "--force")
    assert done.returncode == 0, done.stderr
    assert "1 把数据密钥没有恢复" in done.stdout
    subjects, broken, epoch = state(office)
    assert (subjects, broken) == before[:2]
    assert broken is None
    assert epoch == before[2] + 1, "readers of the change cursor must notice"
    assert (office.home / "files" / "ab" / "附件").read_bytes() == b"kept\0" * 1000
    with office.admin() as admin:
        assert admin.execute("SELECT to_regclass('made_later')").fetchone() == (None,)
        names = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
        states = dict(admin.execute("SELECT id, state FROM core_datakey").fetchall())
    assert names == {"jingwei", "postgres", "template0", "template1"}
    assert states == {KEPT: "active", DESTROYED: "destroyed"}, "what was destroyed does not come back"
    assert [path.stem for path in (office.home / "keys" / "data").iterdir()] == [KEPT.hex]


def test_it_brings_an_office_to_another_machine(office: Office, backup: Path, open_folder: Path) -> None:
    elsewhere = open_folder / "elsewhere"
    done = office.run("restore", backup, JINGWEI_HOME=str(elsewhere))
    assert done.returncode == 0, done.stderr
    assert "请把原来的主密钥文件放到" in done.stdout
    assert (elsewhere / "keys" / "data" / f"{KEPT.hex}.key").read_bytes().startswith(b"secret of data/")
    assert state(type(office)(elsewhere, office.env))[:2] == (["第 0 条", "第 1 条", "第 2 条"], None)


def test_the_master_key_is_only_written_when_asked_for(office: Office, backup: Path) -> None:
    assert "主密钥不在其中" in office.run("backup", f"{backup}.2").stdout
    secret = (office.home / "keys" / "master.key").read_bytes()
    assert all(secret not in path.read_bytes() for path in backup.parent.glob("backup.jw*"))

    done = office.run("backup", f"{backup}.3", "--with-key")
    assert "请与备份分开存放" in done.stdout
    with_key = [path.name for path in backup.parent.glob("backup.jw*") if secret in path.read_bytes()]
    assert with_key == ["backup.jw.3.keys"]
    assert {path.stat().st_mode & 0o077 for path in backup.parent.glob("backup.jw*")} == {0}
    for path in backup.parent.glob("backup.jw*"):
        with tarfile.open(path) as tar:
            assert not [name for name in tar.getnames() if "password" in name or "signing" in name]


def test_data_is_not_replaced_unasked_nor_while_in_use(office: Office, backup: Path) -> None:
    before = state(office)
    done = office.run("restore", backup)
    assert done.returncode == 1
    assert "--force" in done.stderr
    with office.admin() as admin:
        admin.execute("SELECT 1")
        done = office.run("restore", backup, "--force")
    assert done.returncode == 1
    assert "正在使用" in done.stderr
    assert state(office) == before


def test_a_backup_that_is_damaged_or_too_new_is_refused_and_nothing_is_touched(
    office: Office, backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(office)
    monkeypatch.setenv("JINGWEI_HOME", str(office.home))
    content = backup.read_bytes()
    half = len(content) // 2
    harmed = {
        "cut short": (content[:half], "备份"),
        "one byte changed": (content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :], "已损坏"),
        "not a backup": ("这是一份普通文件".encode(), "不是经纬的备份文件"),
        "of a newer version": (content.replace(b'"version": "0.', b'"version": "9.'), "请先升级"),
    }
    for name, (bad, said) in harmed.items():
        path = backup.with_name(f"{name}.jw")
        path.write_bytes(bad)
        capsys.readouterr()
        assert main(["restore", str(path), "--force"]) == 1
        line = capsys.readouterr().err
        assert said in line
        assert line.count("\n") == 1
    assert main(["backup", str(backup)]) == 1
    assert "已存在，不覆盖" in capsys.readouterr().err
    assert backup.read_bytes() == content
    assert state(office) == before
