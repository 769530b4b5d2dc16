"""Photos and papers of a row: several at once, without place and time of the camera, opened by who sees the row."""

import hashlib
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.core.pictures import MOST_BYTES, without_metadata
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key, versions

pytestmark = pytest.mark.django_db
FIELDS = FieldSet(
    "dangers",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("grid", "网格", "text"),
        Field("photos", "现场照片", "attachment"),
    ),
)


def _piece(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def _exif(turn=6):
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0) + struct.pack(">HHII", 0x8825, 4, 1, 99)
    return b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + entries + b"\0\0\0\0GPS 118.58,24.90 PHONE-OF-LI"


SCAN = _piece(0xDA, b"\x01\x01\0\0?\0") + b"\x12\x34\xff\xd9"
JFIF = _piece(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
PHOTO = b"\xff\xd8" + JFIF + _piece(0xE1, _exif()) + _piece(0xFE, b"by PHONE-OF-LI") + SCAN


def _chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0" * 13) + _chunk(b"tEXt", b"GPS 118") + _chunk(b"IEND", b"")


def test_what_a_camera_adds_is_taken_out_and_the_turn_stays():
    kept = without_metadata(PHOTO)
    assert b"GPS" not in kept
    assert b"PHONE-OF-LI" not in kept
    assert kept.startswith(b"\xff\xd8" + JFIF)
    assert kept.endswith(SCAN)
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept
    assert b"GPS" not in without_metadata(PNG)
    assert without_metadata(kept) == kept
    assert without_metadata(b"%PDF-1.7") == b"%PDF-1.7"


@pytest.fixture
def office(client):
    street = make_street()
    with open_scope(street.scope("office")):
        values = {"key": "dangers", "name": "隐患台账", "noun": "隐患", "unit": "处", "key_field": "code"}
        perform(
            DefineRegister(), [{**values, "title_field": "code", "place_field": "grid"}], context={"fields": FIELDS}
        )
    client.street = street
    return street.sign_in(client, "office")


def _stored(office):
    with open_scope(office.street.scope("office")):
        return versions(register_by_key("dangers")).get().data["photos"]


def test_several_files_come_with_a_form_and_one_goes_again(office):
    form = {"code": "D1", "photos.asked": "1"}
    page = office.get("/registers/dangers/record/").content.decode()
    assert "multiple" in page
    files = [SimpleUploadedFile("东墙.jpg", PHOTO), SimpleUploadedFile("鉴定.pdf", b"%PDF-1.7 x")]
    done = office.post("/registers/dangers/record/", {**form, "photos": files})
    assert done.status_code == 302, done.content.decode()
    photo, paper = _stored(office)
    assert (photo["name"], photo["type"], paper["type"]) == ("东墙.jpg", "image/jpeg", "application/pdf")
    assert photo["sha256"] == hashlib.sha256(without_metadata(PHOTO)).hexdigest()
    file = office.get(done["Location"]).content.decode()
    assert "东墙.jpg" in file
    answer = office.get(f"{done['Location']}files/{photo['sha256']}/")
    assert answer.content == without_metadata(PHOTO)
    assert answer["Content-Type"] == "image/jpeg"
    assert office.get(f"{done['Location']}files/{'0' * 64}/").status_code == 404
    change = {"photos.asked": "1", "photos.kept": paper["sha256"], "expect": "1"}
    assert office.post(f"{done['Location']}change/", change).status_code == 302
    assert [one["name"] for one in _stored(office)] == ["鉴定.pdf"]
    # Who serves another place sees neither the row nor its files.
    other = office.street.sign_in(office, "grid_worker")
    assert other.get(f"{done['Location']}files/{paper['sha256']}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("病毒.exe", b"MZ", "不能作为附件"),
        ("照片.jpg", b"MZ", "扩展名应与内容相符"),
        ("照片.heic", b"\0\0\0\x18ftypheic", "兼容性最佳"),
        ("照片.jpg", PHOTO[:30], "已损坏"),
        ("空.pdf", b"", "是空文件"),
        ("大图.jpg", b"\xff\xd8\xff" + b"0" * MOST_BYTES, "最多20MB"),
    ],
)
def test_what_is_not_taken_is_told_beside_the_field(office, name, data, says):
    form = {"code": "D1", "photos.asked": "1", "photos": [SimpleUploadedFile(name, data)]}
    answer = office.post("/registers/dangers/record/", form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with open_scope(office.street.scope("office")):
        assert not versions(register_by_key("dangers")).exists()
