"""The command `jingwei report draft`: a report of a period as a Word file, with the list of its figures beside it."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jingwei.core import database_urls, instance
from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodError

HELP = "起草一份报告：Word 文件，旁边一份数据清单（JSON）"
SITE = "http://127.0.0.1:8000"


class DraftError(JingweiError):
    """The draft cannot be made or written; one Chinese sentence says why."""

    code = "draft"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which period, for which subdistrict, by which template, into which file."""
    options: tuple[tuple[str, Any], ...] = (
        (
            "--period",
            {"type": _period, "required": True, "metavar": "统计期", "help": "例如 2025、2025H1、2025-01/2025-11"},
        ),
        (
            "--out",
            {
                "type": _docx,
                "required": True,
                "metavar": "文件",
                "help": "Word 文件（.docx），数据清单写在旁边（.json）",
            },
        ),
        ("--street", {"default": "", "metavar": "代码", "help": "九位街道代码；不写则取库中第一个街道"}),
        ("--template", {"default": "", "metavar": "模板", "help": "例如 year、half_year；不写则按统计期选用"}),
        ("--site", {"default": SITE, "metavar": "网址", "help": f"本系统的网址，文中的数据链接到它；不写则为 {SITE}"}),
    )
    for name, said in options:
        parser.add_argument(name, **said)


def run(args: argparse.Namespace) -> int:
    """Draft, keep, write both files; returns 0. Raises DraftError, TemplateError, Invalid."""
    with _database():
        sys.stdout.write(draft(args.period, args.out, args.street, args.template, args.site) + "\n")
    return 0


def draft(period: Period, out: Path, street_code: str = "", template: str = "", site: str = SITE) -> str:
    """Draft a report, keep it, write the Word file and the list of its figures; says in one line what was done."""
    from jingwei.core.actions import perform
    from jingwei.core.scope import Reader, Scope, open_scope
    from jingwei.places.models import Subdistrict
    from jingwei.reports.actions import DraftReport
    from jingwei.reports.models import Report
    from jingwei.reports.stored import load
    from jingwei.reports.writing.beside import write_beside
    from jingwei.reports.writing.docx_file import write_docx

    streets = list(Subdistrict.objects.order_by("code"))
    street = next((each for each in streets if street_code in ("", each.code)), None)
    if street is None:
        known = "、".join(f"{each.code} {each.name}" for each in streets)
        raise DraftError(f"库中没有代码为“{street_code}”的街道，现有：{known}。" if known else "库中还没有街道。")
    listed = out.with_suffix(".json")
    with open_scope(Scope(Reader.STREET, street.code)):
        done = perform(DraftReport(), [{"period": str(period), "template": template}])
        composed = load(Report.objects.get(pk=done.result["report"]))
        # Inside the transaction: a draft whose file could not be written is not kept.
        _write(out, write_docx(composed, figures_url=f"{site.rstrip('/')}/reports/{done.result['report']}/figures"))
        _write(listed, write_beside(composed).encode())
    counts = composed.counts_by_kind()
    return (
        f"{street.name}{period.name}报告已写入 {out}，数据清单在 {listed}：共 {len(composed.figures)} 个数据，"
        f"系统取数 {counts['counted'] + counts['derived']} 个，报表来源 {counts['reported']} 个，"
        f"手填 {counts['typed']} 个，待核 {counts['missing']} 个。"
    )


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise argparse.ArgumentTypeError(error.message) from error


def _docx(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".docx":
        raise argparse.ArgumentTypeError(f"应是以 .docx 结尾的文件名，写的是“{text}”")
    if not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"所在的文件夹不存在：{path.absolute().parent}")
    return path


@contextlib.contextmanager
def _database() -> Iterator[None]:
    """The installation's database, reachable and up to date for Django, for the time of the block."""
    database_urls.connection_urls(start=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingwei.settings")
    import django
    from django.db import ProgrammingError, connection

    django.setup()
    try:
        yield
    except ProgrammingError as error:
        raise DraftError("数据库还没有建好，请先运行 jingwei migrate（或 jingwei demo）。") from error
    finally:
        if not os.environ.get("DATABASE_URL"):
            from jingwei.core import embedded

            connection.close()
            embedded.release(instance.current().home)


def _write(path: Path, content: bytes) -> None:
    """Write beside the target first and then move: nobody finds half a file."""
    beside = ""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.absolute().parent, delete=False) as file:
            beside = file.name
            file.write(content)
        # A temporary file is the owner's alone; a report lies where others of the office may read it.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(beside, 0o666 & ~umask)
        os.replace(beside, path)
    except OSError as error:
        if beside:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise DraftError(f"不能写入“{path}”（{error.strerror}），请换一个位置或检查权限。") from error
