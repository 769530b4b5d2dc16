"""Checks of the database: version, roles, tables, borders, audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jingwei.cli import database, django_side
from jingwei.cli.findings import Finding
from jingwei.cli.pg_tools import database_of, with_database
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

# Every table with a subdistrict must have policies that bind its owner too.
OPEN_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'subdistrict'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = c.oid))
ORDER BY 1
"""


def server(urls: Urls) -> Iterator[Finding]:
    """Version and place of the server."""
    with database.connect(urls.login) as connection:
        number = connection.info.server_version
        place = _embedded_place() if database.is_embedded() else connection.info.host or "本机"
    yield Finding("数据库", True, f"PostgreSQL {number // 10000}.{number % 10000}（{place}）")


def roles(urls: Urls) -> Iterator[Finding]:
    """That the login role is bound by the policies."""
    try:
        database.check_login(urls)
    except SetupError as error:
        yield Finding("数据库账号", False, str(error))
    else:
        yield Finding("数据库账号", True, "受数据范围控制，不能绕过")


def tables(urls: Urls) -> Iterator[Finding]:
    """That the tables are those of this version."""
    pending = django_side.pending_migrations()
    word = "已是最新" if not pending else f"有 {len(pending)} 项未更新，请运行 jingwei migrate"
    yield Finding("表结构", not pending, word)


def borders(urls: Urls) -> Iterator[Finding]:
    """That every table of a subdistrict has its policies."""
    with database.connect(urls.login) as connection:
        open_tables = [str(row[0]) for row in connection.execute(OPEN_TABLES).fetchall()]
    word = "每张表都有" if not open_tables else f"{'、'.join(open_tables)} 没有数据范围控制，请停用系统并联系维护方"
    yield Finding("数据范围控制", not open_tables, word)


def audit_chain(urls: Urls) -> Iterator[Finding]:
    """That no line of the audit log was changed or taken out."""
    if urls.admin is None:
        yield Finding("审计日志", None, "未检查，需用 DATABASE_ADMIN_URL 给出管理员的地址")
        return
    with database.connect(with_database(urls.admin, database_of(urls.login))) as admin:
        if admin.execute("SELECT to_regclass('core_auditentry')").fetchone() == (None,):
            yield Finding("审计日志", None, "还没有")
            return
        broken = admin.execute(
            "SELECT s, core_audit_broken(s) FROM (SELECT DISTINCT subdistrict AS s FROM core_auditentry) AS known"
        ).fetchall()
    bad = [f"{street} 第 {number} 条" for street, number in broken if number is not None]
    word = f"{len(broken)} 条链完好" if not bad else f"{'、'.join(bad)} 起与前文不符，请报告审计管理员，勿再改动数据库"
    yield Finding("审计日志", not bad, word)


def end_dates(urls: Urls) -> Iterator[Finding]:
    """That no personal data is kept past its end because the nightly run does not happen."""
    if django_side.pending_migrations():
        yield Finding("个人信息到期", None, "未检查，先更新表结构")
        return
    from django.utils import timezone

    from jingwei.registers.nightly import all_due

    late = all_due(timezone.localdate() - timedelta(days=1))
    word = "没有漏办的" if not late else f"{len(late)} 项到期未办，请运行 jingwei end-dates，并看日志里“后台”各行"
    yield Finding("个人信息到期", not late, word)


def _embedded_place() -> str:
    from jingwei.core.embedded.layout import layout

    where = layout(instance.current().home)
    by = f"，由账户 {where.account.name} 运行" if where.account is not None else ""
    at = f"，数据在 {where.data}" if where.is_elsewhere else ""
    return f"随附{by}{at}"


CHECKS = (server, roles, tables, borders, audit_chain, end_dates)
