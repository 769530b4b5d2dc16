"""Making the demo's files: what two fictional offices would hand over, written to a folder once."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from jingwei.demo import profiles
from jingwei.demo.land import River
from jingwei.demo.lines import Line, courses
from jingwei.demo.manifest import FileEntry, Manifest, StreetEntry, read_manifest, sha256_of
from jingwei.demo.office_sheets import write_csv, write_workbook
from jingwei.demo.profiles import CITY, COUNTY, FICTION, PROVINCE, Profile
from jingwei.demo.series import YEARS, Value
from jingwei.demo.streets import Street, make_street
from jingwei.demo.tables import STOCK_DAY, Head, Row, Sheet, Table
from jingwei.demo.territory import Area
from jingwei.places.geojson import write_features

Progress = Callable[[str, float], None]

# From the first day of the statistics: the territory and the office are older than any figure of the demo.
FOUNDED = date(2022, 1, 1)
# A ledger that comes as an export of another system.
_AS_CSV = frozenset({"fire_facilities"})


def make_files(folder: Path, progress: Progress | None = None, scale: float = 1.0) -> Manifest:
    """The files of both subdistricts in ``folder``, made unless they are there unchanged.

    ``progress`` is told what is being made and which share of the work is done (0 to 1). ``scale`` makes smaller
    subdistricts for tests. Raises ``OSError`` where the folder cannot be written.
    """
    say: Progress = progress or (lambda _what, _share: None)
    digest = generator_digest(scale)
    made = read_manifest(folder)
    if made is not None and made.digest == digest and _intact(folder, made):
        say("演示文件已就绪", 1.0)
        return made
    folder.mkdir(parents=True, exist_ok=True)
    entries = [_divisions(folder)]
    streets = [profile.scaled(scale) for profile in profiles.STREETS]
    weight = sum(profile.houses for profile in streets)
    done = 0.0
    for profile in streets:
        say(f"正在生成{profile.name}的演示数据", done)
        share = profile.houses / weight
        entries += _street(folder, make_street(profile), say, done, share)
        done += share
    manifest = Manifest(digest, FICTION, tuple(_street_entry(profile) for profile in streets), tuple(entries))
    manifest.write(folder)
    say("演示文件已生成", 1.0)
    return manifest


def generator_digest(scale: float) -> str:
    """A digest of everything the files depend on: this package, the list of statistics, the libraries, the scale."""
    digest = hashlib.sha256()
    package = files("jingwei.demo")
    for part in sorted([*package.iterdir(), *package.joinpath("ledgers").iterdir()], key=lambda part: part.name):
        if part.name.endswith((".py", ".yaml")):
            digest.update(part.name.encode() + part.read_bytes())
    digest.update(files("jingwei.indicators").joinpath("pack/statistics.yaml").read_bytes())
    digest.update(f"{version('shapely')} {version('XlsxWriter')} {scale!r}".encode())
    return digest.hexdigest()


def _intact(folder: Path, manifest: Manifest) -> bool:
    sums = {entry.path: entry.sha256 for entry in manifest.files}
    return all((folder / path).is_file() and sha256_of(folder / path) == known for path, known in sums.items())


def _street_entry(profile: Profile) -> StreetEntry:
    return StreetEntry(profile.code, profile.name, f"{COUNTY[1]}{profile.name}办事处", COUNTY[1])


def _divisions(folder: Path) -> FileEntry:
    """The invented divisions above the subdistricts, in the shape of the public lists: code, name, parent."""
    rows = [(*PROVINCE, ""), (*CITY, PROVINCE[0]), (*COUNTY, CITY[0])]
    rows += [(profile.code, f"{profile.name}（虚构）", COUNTY[0]) for profile in profiles.STREETS]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("code", "name", "parent"), *rows])
    path = folder / "虚构区划代码.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return FileEntry(path.name, "divisions", "虚构区划代码", sha256_of(path), len(rows), FOUNDED)


def _street(folder: Path, street: Street, say: Progress, done: float, share: float) -> Iterator[FileEntry]:
    home = folder / street.profile.name
    for part in ("网格", "人员", "台账", "统计"):
        (home / part).mkdir(parents=True, exist_ok=True)
    writer = _Writer(folder, street)
    yield writer.outlines("综合网格边界", street.territory.scheme, "general")
    yield writer.outlines("防疫网格边界", [street.territory.subdistrict, *street.territory.drive_grids], "drive")
    for table in street.people:
        yield from writer.table("人员", table.key, table, FOUNDED)
    for number, table in enumerate(street.ledgers):
        say(f"正在写{street.profile.name}的{table.title}", done + share * (0.95 if number else 0.15))
        yield from writer.table("台账", f"register:{table.key}", table)
    for key, title, lines in (
        ("rivers", "河道线位", street.rivers), ("lanes", "街巷线位", street.lanes), ("roads", "道路线位", street.roads),
        ("drain_pipes", "排水管网线位", street.pipes),
    ):  # fmt: skip
        yield writer.lines(key, title, lines)
    yield writer.parcels()
    for table in street.leaving:
        yield from writer.table("台账", f"register:{table.key}", table)
    for year in YEARS:
        values = [value for value in street.series if value.month.startswith(str(year))]
        yield from writer.table("统计", "statistics", _statistics_table(year, values), date(year, 12, 31))


class _Writer:
    def __init__(self, folder: Path, street: Street) -> None:
        self.folder, self.street = folder, street
        self.code, self.name = street.profile.code, street.profile.name

    def _path(self, part: str, name: str) -> Path:
        return self.folder / self.name / part / name

    def _entry(self, path: Path, kind: str, title: str, rows: int, as_of: date, **more: str) -> FileEntry:
        relative = path.relative_to(self.folder).as_posix()
        return FileEntry(relative, kind, title, sha256_of(path), rows, as_of, self.code, **more)

    def table(self, part: str, kind: str, table: Table, as_of: date | None = None) -> Iterator[FileEntry]:
        """A table as one file, with an entry per sheet."""
        if table.key in _AS_CSV:
            path = self._path(part, f"{table.title}.csv")
            write_csv(path, table)
        else:
            path = self._path(part, f"{table.title}.xlsx")
            write_workbook(path, table, self.name)
        for sheet in table.sheets:
            name = "" if path.suffix == ".csv" else sheet.name
            yield self._entry(path, kind, table.title, len(sheet.rows), as_of or sheet.as_of, sheet=name)

    def outlines(self, title: str, areas: list[Area], scheme: str) -> FileEntry:
        path = self._path("网格", f"{title}.geojson")
        features = [({"code": a.code, "name": a.name, "level": a.level, "parent": a.parent}, a.shape) for a in areas]
        path.write_text(write_features(features, f"{self.name}{title}", note=FICTION), "utf-8")
        return self._entry(path, "places", title, len(areas), FOUNDED, scheme=scheme)

    def lines(self, key: str, title: str, lines: Sequence[Line | River]) -> FileEntry:
        path = self._path("台账", f"{title}.geojson")
        features = list(courses(lines))
        path.write_text(write_features(features, f"{self.name}{title}", note=FICTION), "utf-8")
        return self._entry(path, f"shapes:{key}", title, len(features), STOCK_DAY)

    def parcels(self) -> FileEntry:
        path = self._path("台账", "宗地边界.geojson")
        features = [({"编号": parcel.code, "名称": parcel.seat}, parcel.shape) for parcel in self.street.parcels]
        path.write_text(write_features(features, f"{self.name}宗地边界", note=FICTION), "utf-8")
        return self._entry(path, "shapes:parcels", "宗地边界", len(features), STOCK_DAY)


def _statistics_table(year: int, values: list[Value]) -> Table:
    heads = (
        Head("统计期", 10), Head("指标代号", 26), Head("指标名称", 32), Head("计量单位", 10), Head("口径", 10),
        Head("数值", 12, "amount"), Head("同比增速(%)", 12, "amount"), Head("供数单位", 24), Head("来源文件", 36),
        Head("备注", 10),
    )  # fmt: skip
    flows = {"cumulative": "1月至当月累计", "monthly": "当月", "stock": "月末"}
    rows: list[Row] = [
        (
            v.month, v.statistic.key, v.statistic.name, v.statistic.unit, flows[v.statistic.flow], v.value, v.growth,
            v.statistic.supplier, v.paper, "缺报" if v.value is None and v.growth is None else "",
        )
        for v in values
    ]  # fmt: skip
    sheet = Sheet(f"{year}年", date(year, 12, 31), rows)
    return Table("statistics", f"外部统计月报{year}年", "单位：见“计量单位”列", heads, [sheet])
