"""`jingwei doctor`: whether this installation is sound, line by line, and what to do where it is not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial

from jingwei.cli import database, doctor_database, doctor_machine
from jingwei.cli.findings import Finding
from jingwei.core.errors import SetupError

HELP = "检查运行环境与数据是否完好"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Print one line a check; 1 where one of them failed."""
    good = True
    for finding in _all():
        good = good and finding.good is not False
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write("全部正常。\n" if good else "有问题，请按 ✗ 行的提示处理。\n")
    return 0 if good else 1


def _all() -> Iterator[Finding]:
    for check in doctor_machine.CHECKS:
        yield from _guarded(check)
    try:
        with database.running() as urls:
            for database_check in doctor_database.CHECKS:
                yield from _guarded(partial(database_check, urls))
    except SetupError as error:
        yield Finding("数据库", False, str(error))


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except SetupError as error:
        yield Finding("检查", False, str(error))
