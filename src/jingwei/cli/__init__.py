"""The commands `jingwei …`. A new command is one module with `HELP`, `add_arguments` and `run`, and one line below."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

from jingwei import __version__
from jingwei.cli.arguments import ChineseParser
from jingwei.core.errors import JingweiError

COMMANDS = {
    "demo": "jingwei.cli.demo",
    "serve": "jingwei.cli.serve",
    "migrate": "jingwei.cli.migrate",
    "add-street": "jingwei.cli.add_street",
    "backup": "jingwei.cli.backup",
    "restore": "jingwei.cli.restore",
    "doctor": "jingwei.cli.doctor",
    "end-dates": "jingwei.cli.end_dates",
    "report": "jingwei.reports.commands",
    "coverage": "jingwei.cli.coverage",
    "check-settings": "jingwei.cli.check_settings",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 where it could not be done, 2 where it was asked for wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 shows question marks rather than ending the command.
        stream.reconfigure(encoding=stream.encoding or "utf-8", errors="replace", line_buffering=True)  # type: ignore[union-attr]
    if given[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"jingwei {__version__}\n")
        return 0
    if not given or given[0] in ("-h", "--help", "help"):
        sys.stdout.write(_overview())
        return 0
    if given[0] not in COMMANDS:
        sys.stderr.write(f"没有命令“{given[0]}”。可用的命令：{'、'.join(COMMANDS)}。\n")
        return 2
    module = _module(given[0])
    parser = ChineseParser(prog=f"jingwei {given[0]}", description=module.HELP)
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(given[1:])))
    except JingweiError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"错误：{error.strerror or error}：{error.filename or ''}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("已中断。\n")
        return 130


def _module(name: str) -> Any:
    return importlib.import_module(COMMANDS[name])


def _overview() -> str:
    widest = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{widest}}  {_module(name).HELP}" for name in COMMANDS]
    return "\n".join(
        [
            "经纬·街道台账与工作报告系统",
            "",
            "用法：jingwei 命令 [选项]（jingwei 命令 --help 看选项）",
            "",
            *lines,
            "",
        ]
    )
