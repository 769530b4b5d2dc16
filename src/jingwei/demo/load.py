"""Loading the demo: every file goes in through the importers and actions that an office would use.

Each file is one transaction and leaves a mark with what it wrote, so a load that was broken off goes on where it
stopped. Once all is loaded nothing is touched again: what people tried out in the demo stays.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from jingwei.core.errors import JingweiError, SetupError
from jingwei.core.models import Outcome
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.demo import accounts, profiles
from jingwei.demo.accounts import Login, logins
from jingwei.demo.bring import Bringer
from jingwei.demo.confirming import bring_confirmations
from jingwei.demo.duty import bring_duty
from jingwei.demo.files import make_files
from jingwei.demo.manifest import FileEntry, Manifest, StreetEntry
from jingwei.demo.marks import COMPLETE, PREFIX
from jingwei.demo.matter_life import bring_life
from jingwei.demo.matters import bring_matters
from jingwei.demo.targets import bring_targets

__all__ = ["Login", "load", "logins"]

Say = Callable[[str], None]


def load(progress: Say, scale: float = 1.0) -> None:
    """Bring in whatever of the demo is missing; `progress` is told in Chinese what is being done.

    `scale` makes smaller subdistricts, for tests. Raises SetupError where data of another version stands in the way.
    """
    codes = [profile.code for profile in profiles.STREETS]
    marks = {code: _marks(code) for code in codes}
    if all(COMPLETE in known for known in marks.values()):
        accounts.keep_passwords(codes)
        progress("演示数据已就绪")
        return
    folder = Path(settings.HOME) / "demo"
    manifest = make_files(folder, lambda what, _share: progress(what), scale)
    try:
        _load(manifest, Bringer(folder), marks, progress, scale)
    except JingweiError as error:
        raise SetupError(
            f"演示数据没有装完：{error.message}如果是旧版本留下的，请删除数据目录 {settings.HOME} 后重来。"
        ) from error


def _load(manifest: Manifest, bringer: Bringer, marks: dict[str, set[str]], progress: Say, scale: float) -> None:
    first = manifest.streets[0].code
    for street in manifest.streets:
        known = marks[street.code]
        if COMPLETE in known:
            continue
        shared = manifest.of("divisions") if street.code == first else []
        bringer.found(street, known)
        entries = [*shared, *(entry for entry in manifest.files if entry.subdistrict == street.code)]
        _files(street, entries, bringer, known, progress)
        bring_targets(street, known)
        bring_confirmations(street, known)
        progress(f"{street.name}：登记事件")
        bring_matters(street, known, scale)
        bring_duty(street, known)
        bring_life(street, known)
        accounts.open_accounts(street)
    bringer.tidy()


def _files(street: StreetEntry, entries: Sequence[FileEntry], bringer: Bringer, known: set[str], progress: Say) -> None:
    said = ""
    for entry in entries:
        if entry.kind.startswith("register:"):
            bringer.define(street, known)
        if bringer.mark(entry) in known:
            continue
        if entry.title != said:
            progress(f"{street.name}：导入{entry.title}" + (f"（{entry.rows}条）" if entry.rows > 1000 else ""))
            said = entry.title
        bringer.bring(street, entry)


def _marks(code: str) -> set[str]:
    with open_scope(Scope(Reader.STREET, code)):
        return set(Outcome.objects.filter(subdistrict=code, key__startswith=PREFIX).values_list("key", flat=True))
