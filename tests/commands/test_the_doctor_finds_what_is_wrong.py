"""`jingwei doctor`: one line a check, and the failing line says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Office

OF_THIS_MACHINE = ("页面资源", "中文字体")


def test_a_sound_installation_passes_and_each_harm_has_its_line(office: Office) -> None:
    assert failing(office) == []

    secret = office.home / "keys" / "master.key"
    secret.write_bytes(b"0" * 32)
    secret.chmod(0o644)
    with office.admin() as admin:
        admin.execute("ALTER TABLE core_datakey NO FORCE ROW LEVEL SECURITY")
        admin.execute("ALTER ROLE jingwei BYPASSRLS")
        admin.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        admin.execute("SELECT set_config('jingwei.subdistrict', '999101001', true)")
        admin.execute("SELECT set_config('jingwei.actor', '', true), set_config('jingwei.actor_label', '', true)")
        for _ in range(3):
            admin.execute("SELECT core_audit_append('tested', '', '', '{}'::jsonb)")
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE core_auditentry SET subject = '另一件事' WHERE number = 2")

    key, role, tables, border, audit = failing(office)
    assert key == f"✗ 密钥文件权限：别的用户也能读，请运行：chmod -R go= {secret}"
    assert "BYPASSRLS" in role
    assert "jingwei migrate" in tables
    assert "core_datakey" in border
    assert "999101001 第 2 条" in audit


def test_an_unreachable_database_is_one_of_the_lines(office: Office) -> None:
    done = office.run("doctor", DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/b")
    assert done.returncode == 1
    assert "✗ 数据库：连不上数据库 127.0.0.1:1/b" in done.stdout
    assert "geheim" not in done.stdout


def failing(office: Office) -> list[str]:
    done = office.run("doctor")
    lines = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert done.returncode == (1 if lines else 0)
    return [line for line in lines if not any(subject in line for subject in OF_THIS_MACHINE)]
