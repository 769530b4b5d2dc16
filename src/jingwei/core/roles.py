"""The database roles: who may read what begins here (docs/decisions/0003-roles-and-borders.md).

The login role may do nothing by itself (NOSUPERUSER NOBYPASSRLS NOINHERIT); each transaction takes one reader role.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from jingwei.core.errors import SetupError
from jingwei.core.scope import BASE_ROLE, Reader

OWNER = "jingwei_owner"
LOOKUP = "jingwei_lookup"
HISTORY = "jingwei_history"
READERS = tuple(reader.value for reader in Reader)
ROLES = (OWNER, LOOKUP, HISTORY, BASE_ROLE, *READERS)
OLDEST = 150000


def prepare_cluster(admin_url: str | None, login_url: str) -> None:
    """Make roles, login and database where they are missing; safe to run at every start.

    `admin_url` belongs to a role that may create roles (the superuser of the embedded server); without it the login
    role must have been prepared before or hold CREATEROLE. Raises SetupError with one line that says what to do.
    """
    login, password, database = _parts(login_url)
    if admin_url:
        with _connect(admin_url, autocommit=True) as admin:
            _make_login(admin, login, password)
            _make_roles(admin, login)
            _make_database(admin, database)
        target = _with_database(admin_url, database)
        with _connect(target, autocommit=True) as admin:
            _grant_schema(admin, database)
        return
    with _connect(login_url, autocommit=True) as connection:
        if _ready(connection):
            return
        try:
            _make_roles(connection, login)
            _grant_schema(connection, database)
        except psycopg.errors.InsufficientPrivilege as error:
            raise SetupError(
                f"数据库账号 {login} 不能建立所需角色："
                "请用有建角色权限的账号设置 DATABASE_ADMIN_URL 后运行 jingwei migrate 一次。"
            ) from error


def check_login_role(connection: Any) -> None:
    """Refuse to start with a role for which the policies are void. Raises SetupError with one clear line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, rolsuper, rolbypassrls, rolinherit, current_setting('server_version_num')::int "
            "FROM pg_roles WHERE rolname = session_user"
        )
        name, superuser, bypass, inherit, version = cursor.fetchone()
        if version < OLDEST:
            raise SetupError(f"PostgreSQL 版本过低({version // 10000}):需要 15 或更新版本。")
        if superuser or bypass or inherit:
            why = "是超级用户" if superuser else "可绕过行级安全(BYPASSRLS)" if bypass else "带 INHERIT 属性"
            raise SetupError(
                f"拒绝启动：数据库账号 {name} {why}，数据范围控制将失效；"
                "请改用 NOSUPERUSER NOBYPASSRLS NOINHERIT 的账号。"
            )
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
        if cursor.fetchone()[0] < len(ROLES):
            raise SetupError("拒绝启动：数据库缺少经纬所需角色，请先运行 jingwei migrate。")
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) r WHERE pg_has_role(session_user, r, 'MEMBER')", [list(ROLES)]
        )
        if cursor.fetchone()[0] < len(ROLES):
            raise SetupError(f"拒绝启动：数据库账号 {name} 未被授予经纬所需角色，请先运行 jingwei migrate。")


def migrate(verbosity: int = 0) -> None:
    """Bring the schema up to date as the owner role, on Django's default connection."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    try:
        call_command("migrate", verbosity=verbosity, interactive=False)
    finally:
        connection.close()


def _connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=autocommit, connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else "无响应"
        parts = urlsplit(url)
        where = f"{parts.hostname or '本机'}:{parts.port or 5432}{parts.path}"
        raise SetupError(f"连不上数据库 {where}:{reason}。请检查 DATABASE_URL 与数据库服务。") from error
    except psycopg.ProgrammingError as error:
        raise SetupError("DATABASE_URL 写法不对，应为 postgresql://用户:密码@主机:端口/数据库。") from error


def _parts(url: str) -> tuple[str, str, str]:
    try:
        info = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise SetupError("DATABASE_URL 写法不对，应为 postgresql://用户:密码@主机:端口/数据库。") from error
    database = str(info.get("dbname") or unquote(urlsplit(url).path.lstrip("/")))
    user = str(info.get("user") or "")
    if not user or not database:
        raise SetupError("DATABASE_URL 缺少用户名或数据库名，应为 postgresql://用户:密码@主机:端口/数据库。")
    return user, str(info.get("password") or ""), database


def _with_database(url: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(url, dbname=database)


def _ready(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT count(*) FROM unnest(%s::text[]) r JOIN pg_roles ON rolname = r "
        "WHERE pg_has_role(session_user, rolname, 'MEMBER')",
        [list(ROLES)],
    ).fetchone()
    return row is not None and row[0] == len(ROLES)


def _make_login(admin: psycopg.Connection, login: str, password: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone()
    if known:
        return
    admin.execute(
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT PASSWORD {}").format(
            sql.Identifier(login), sql.Literal(password)
        )
    )


def _make_roles(admin: psycopg.Connection, login: str) -> None:
    known = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])}
    for role in ROLES:
        if role not in known:
            admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(sql.Identifier(role)))
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)))
    for inner in (LOOKUP, HISTORY):
        # The owner hands functions over to these two, for which it must be a member.
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(inner), sql.Identifier(OWNER)))


def _make_database(admin: psycopg.Connection, database: str) -> None:
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(database)))


def _grant_schema(admin: psycopg.Connection, database: str) -> None:
    name = sql.Identifier(database)
    admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY, CREATE ON DATABASE {} TO {}").format(name, sql.Identifier(OWNER)))
    admin.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))
    for inner in (LOOKUP, HISTORY):
        admin.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(inner)))
    for reader in (BASE_ROLE, *READERS):
        admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(reader)))
        admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(reader)))
