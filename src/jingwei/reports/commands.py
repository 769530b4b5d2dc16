"""The command `jingwei report …`. An action is one module with `HELP`, `add_arguments` and `run`, and a line below."""

import argparse
import importlib
from typing import Any

HELP = "起草报告，或读出报告中的数字"

ACTIONS = {
    "draft": "jingwei.reports.draft_command",
    "read": "jingwei.reports.reading.command",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` one sub-command for each action."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作", title="操作")
    for name in ACTIONS:
        module = _module(name)
        module.add_arguments(actions.add_parser(name, help=module.HELP, description=module.HELP))


def run(args: argparse.Namespace) -> int:
    """Do the action that was asked for; 0 when it was done."""
    return int(_module(args.action).run(args))


def _module(name: str) -> Any:
    return importlib.import_module(ACTIONS[name])
