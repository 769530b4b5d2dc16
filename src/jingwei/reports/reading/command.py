"""The command `jingwei report read FILE`: the figures of a report as CSV or JSON, or its cleaned text."""

import argparse
import contextlib
import csv
import io
import json
import os
import sys
import tempfile
from pathlib import Path

from jingwei.reports.reading.model import COLUMNS, Reading, ReadingError
from jingwei.reports.reading.reader import read
from jingwei.reports.reading.source_files import LARGEST, too_large

HELP = "读出一份报告（.txt、.docx、.html）中的每个数字"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file to read, the form of the answer and where it goes."""
    parser.add_argument("file", metavar="文件", type=Path, help="要读的报告")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="输出格式，默认 csv")
    parser.add_argument("--text", action="store_true", help="只输出整理后的正文（数字的起止位置以它为准）")
    parser.add_argument("--out", metavar="文件", type=Path, help="写入文件，不写则输出到屏幕")


def run(args: argparse.Namespace) -> int:
    """Read the report and write its figures; returns 0. Raises ReadingError for what cannot be read or written."""
    reading = read(_bytes(args.file), args.file.name)
    forms = {"csv": as_csv, "json": as_json, "text": as_text}
    answer = forms["text" if args.text else args.format](reading)
    if args.out:
        _write(args.out, answer)
    else:
        sys.stdout.write(answer)
    return 0


def as_text(reading: Reading) -> str:
    """The cleaned text, to which the offsets of the figures refer."""
    return reading.text + "\n"


def as_csv(reading: Reading) -> str:
    """One line per figure under the head `quote,start,end,indicator,value,unit,approx,kind,period,status`."""
    lines = io.StringIO()
    table = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(figure.row() for figure in reading.figures)
    return lines.getvalue()


def as_json(reading: Reading) -> str:
    """A list of objects with the same columns; `start` and `end` are numbers, `value` a plain decimal in a string."""
    rows = [figure.row() | {"start": figure.start, "end": figure.end} for figure in reading.figures]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ReadingError(f"“{path}”是文件夹，请指明其中的一个报告文件。")
        size = path.stat().st_size
        if size > LARGEST:
            raise too_large(path.name, size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError(f"找不到文件“{path}”，请检查文件名和所在文件夹。") from error
    except OSError as error:
        raise ReadingError(f"文件“{path}”打不开，请检查是否有权限、是否被别的程序占用。") from error


def _write(path: Path, answer: str) -> None:
    """Write beside the target first and then move: nobody finds half a file."""
    beside = ""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False, newline="") as file:
            beside = file.name
            file.write(answer)
        os.replace(beside, path)
    except OSError as error:
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise ReadingError(f"不能写入“{path}”，请检查文件夹是否存在、是否有权限。") from error
