"""`jingwei check-settings`: whether the settings of this environment are fit to serve an office."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from jingwei.cli import database, django_side
from jingwei.cli.findings import Finding

HELP = "检查配置是否适合正式使用"
SHORTEST_KEY = 32
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Print one line a setting; 1 where one of them is wrong."""
    django_side.load()
    found = list(_all())
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    return 1 if any(finding.good is False for finding in found) else 0


def _all() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.checks import ERROR, run_checks

    debug = bool(settings.DEBUG)
    yield Finding("调试模式", not debug, "已关闭" if not debug else "开着，请去掉 JINGWEI_DEBUG")
    short = len(settings.SECRET_KEY) < SHORTEST_KEY
    yield Finding("签名密钥", not short, "够长" if not short else f"JINGWEI_SECRET_KEY 太短，至少 {SHORTEST_KEY} 位")
    yield from _hosts(settings.ALLOWED_HOSTS)
    secure = bool(settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE)
    word = "只走 HTTPS" if secure else "未要求 HTTPS；对外服务请用 --cert/--key，或在 HTTPS 代理之后设 JINGWEI_HTTPS=1"
    yield Finding("登录凭据", True if secure else None, word)
    here = "随附的数据库" if database.is_embedded() else "DATABASE_URL 指明的数据库"
    yield Finding("数据库", True, here)
    errors = [message for message in run_checks() if message.level >= ERROR]
    for message in errors:
        yield Finding("程序配置", False, f"{message.id} {message.msg}")
    if not errors:
        yield Finding("程序配置", True, "无错误")


def _hosts(hosts: list[str]) -> Iterator[Finding]:
    if "*" in hosts:
        yield Finding("访问域名", False, "JINGWEI_HOSTS 为 *，任何域名都放行，请写明本单位的域名或地址")
    elif set(hosts) <= LOCAL_HOSTS:
        yield Finding("访问域名", None, "只能从本机访问；对外服务请用 JINGWEI_HOSTS 写明域名或地址")
    else:
        yield Finding("访问域名", True, "、".join(hosts))
