"""`jingwei end-dates`: what of personal data has reached its end date, and, where asked, its end."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from jingwei.cli import database, django_side

HELP = "到期的个人信息：列出要封存、删除的，--apply 才办理"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to do it, and as of which day to look."""
    parser.add_argument("--apply", action="store_true", help="现在就办理（平时每夜自动办理）")
    parser.add_argument(
        "--on", type=_day, metavar="日期", help="看到这一天为止会办理什么，如 2028-12-31；不能与 --apply 同用"
    )


def run(arguments: argparse.Namespace) -> int:
    """Say what is due in all subdistricts; with --apply do it, as the nightly run does."""
    if arguments.apply and arguments.on:
        sys.stderr.write("错误：--on 只用于查看，不能与 --apply 同用。\n")
        return 2
    with database.running() as urls:
        database.check_login(urls)
        django_side.load()
        from django.utils import timezone

        from jingwei.registers.nightly import all_due, end_terms

        today = timezone.localdate()
        lines = end_terms(today) if arguments.apply else [due.said for due in all_due(arguments.on or today)]
    for line in lines:
        sys.stdout.write(f"{line}\n")
    if arguments.apply:
        sys.stdout.write(f"已办理 {len(lines)} 项。\n" if lines else "没有到期的个人信息。\n")
    else:
        sys.stdout.write(f"共 {len(lines)} 项，未办理；加 --apply 办理。\n" if lines else "没有到期的个人信息。\n")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"的值 {text} 不对，应为 2028-12-31 这样的日期") from None
