"""`jingwei add-street`: a subdistrict joins, with its first three administrators."""

from __future__ import annotations

import argparse
import sys

from jingwei.cli import database, django_side

HELP = "新增街道，给出首批三名管理员的登录名和密码"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Code and names of the office."""
    parser.add_argument("code", help="9 位街道代码")
    parser.add_argument("name", help="街道名称，如 望澜街道")
    parser.add_argument("--office", default="", help="办事处全称（默认 名称加“办事处”）")
    parser.add_argument("--county", default="", help="所属区县")


def run(arguments: argparse.Namespace) -> int:
    """Enter the subdistrict through its action and found its administrators; the passwords are shown once."""
    with database.running() as urls:
        database.prepare(urls)
        database.check_login(urls)
        django_side.migrate()
        from jingwei.core.actions import perform
        from jingwei.core.scope import Reader, Scope, open_scope
        from jingwei.people.founding import found_administrators
        from jingwei.places.actions import AddSubdistrict

        office = arguments.office or f"{arguments.name}办事处"
        values = {"code": arguments.code, "name": arguments.name, "office": office, "county": arguments.county}
        with open_scope(Scope(Reader.ADMIN, arguments.code)):
            perform(AddSubdistrict(), [values])
            made = found_administrators(arguments.code)
    sys.stdout.write(f"已新增 {arguments.name}（{arguments.code}）。以下密码只显示这一次，首次登录须修改：\n")
    for one in made:
        sys.stdout.write(f"  {one.role_label}：用户名 {one.username}，密码 {one.password}\n")
    return 0
