import csv
import json
from pathlib import Path

import pytest

from jingwei.demo import profiles
from jingwei.demo.files import make_files
from jingwei.demo.manifest import read_manifest, sha256_of

SCALE = 1 / 50
COUNTIES = Path(__file__).parents[5] / "shared/data/counties.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, make_files(folder, scale=SCALE)


def test_two_runs_give_the_same_bytes(made, tmp_path):
    folder, manifest = made
    again = make_files(tmp_path, scale=SCALE)
    assert again == manifest
    assert (tmp_path / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_a_second_call_writes_nothing_and_says_so(made):
    folder, manifest = made
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    told = []
    assert make_files(folder, lambda what, share: told.append((what, share)), scale=SCALE) == manifest
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert told == [("演示文件已就绪", 1.0)]


def test_a_damaged_or_missing_file_is_made_again(tmp_path):
    manifest = make_files(tmp_path, scale=SCALE)
    entry = manifest.of("staff")[0]
    (tmp_path / entry.path).write_bytes(b"")
    (tmp_path / manifest.of("places")[0].path).unlink()
    make_files(tmp_path, scale=SCALE)
    assert all(sha256_of(tmp_path / known.path) == known.sha256 for known in manifest.files)


def test_a_broken_manifest_counts_as_none(made, tmp_path):
    assert read_manifest(tmp_path) is None
    (tmp_path / "manifest.json").write_text('{"files": [{}]}', "utf-8")
    assert read_manifest(tmp_path) is None


def test_progress_rises_to_the_end(tmp_path):
    told = []
    make_files(tmp_path, lambda what, share: told.append((what, share)), scale=SCALE)
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert all("街道" in what or "演示文件" in what for what, _ in told)


def test_every_file_is_in_the_manifest_with_its_digest(made):
    folder, manifest = made
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert on_disk == {entry.path for entry in manifest.files} | {"manifest.json"}
    assert all(sha256_of(folder / entry.path) == entry.sha256 for entry in manifest.files)
    assert len(manifest.of("register", "990101001")) > 12
    assert {entry.kind for entry in manifest.of("shapes")} == {
        f"shapes:{key}" for key in ("rivers", "lanes", "roads", "drain_pipes", "parcels")
    }


def test_outlines_say_that_they_are_invented(made):
    folder, manifest = made
    for entry in [*manifest.of("places"), *manifest.of("shapes")]:
        document = json.loads((folder / entry.path).read_text("utf-8"))
        assert document["note"] == profiles.FICTION
        assert len(document["features"]) == entry.rows


def test_no_code_of_the_demo_is_an_assigned_division(made):
    folder, manifest = made
    rows = list(csv.DictReader((folder / manifest.of("divisions")[0].path).open(encoding="utf-8-sig")))
    assert [row["code"] for row in rows] == ["99", "9901", "990101", "990101001", "990101002"]
    assert all("虚构" in row["name"] for row in rows)
    if COUNTIES.is_file():
        known = {row["code"] for row in csv.DictReader(COUNTIES.open(encoding="utf-8"))}
        assert "990101" not in known
        assert not any(code.startswith("99") for code in known)
