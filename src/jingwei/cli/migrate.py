"""`jingwei migrate`: bring roles and tables up to date."""

from __future__ import annotations

import argparse
import sys

from jingwei.cli import database, django_side

HELP = "更新数据库的角色与表结构"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Prepare the cluster and migrate."""
    with database.running() as urls:
        database.prepare(urls)
        database.check_login(urls)
        django_side.migrate()
    sys.stdout.write("数据库结构已是最新。\n")
    return 0
