"""What lies in a new grid keeps its file from being undone, for the office and for an administrator alike."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import add_houses, mapped_street
from jingwei.desk.tests.test_places_are_listed_and_redrawn import outlines
from jingwei.people.actions.add_post import AddPost
from jingwei.people.tests.street import Street
from jingwei.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return mapped_street()


@pytest.fixture
def office(client: Client, street: Street) -> Client:
    return street.sign_in(client, "office")


def redraw(office: Client, street: Street) -> str:
    """A new file of outlines through its page; gives the address of its record."""
    values = {"scheme": "general", "valid_from": timezone.localdate().isoformat()}
    preview = office.post("/places/import/", {**values, "file": outlines(street, _001001001="新网格")})
    done = office.post("/places/import/", dict(preview.context["hidden"]))
    assert done.url.startswith("/imports/")
    return done.url


def key_of(page: str) -> UUID:
    return UUID(page.strip("/").split("/")[-1])


def test_a_redrawn_grid_is_shown_and_undone_through_its_page(street: Street, office: Client) -> None:
    page = redraw(office, street)
    text = office.get(page).content.decode()
    for word in ("网格.geojson", "新网格", "停用日期", "撤销导入", "综合网格"):
        assert word in text
    assert page in [row.url for row in office.get("/imports/?kind=places.import_outlines").context["table"].rows]
    new = new_grid(street)
    done = office.post(f"{page}undo/", {"reason": "网格名写错"}, follow=True)
    assert "已撤销，恢复到导入之前" in done.content.decode()
    assert office.get(f"/places/{new.pk}/").status_code == 404
    home = office.get(f"/places/{street.grid().pk}/")
    assert "使用中" in home.content.decode()
    assert len(home.context["history"]) == 0
    assert "新网格" not in office.get("/places/").content.decode()


def new_grid(street: Street) -> Place:
    with open_scope(street.keeper()):
        return Place.objects.get(name="新网格")


@pytest.mark.parametrize("role", ["office", "system_admin"])
def test_rows_of_a_ledger_in_a_new_grid_are_counted(street: Street, office: Client, role: str) -> None:
    page = redraw(office, street)
    add_houses(street, 1, 2, 3)
    with open_scope(street.scope(role)), pytest.raises(Conflict) as caught:
        perform(UndoImport(), targets=[key_of(page)], reason="网格名写错")
    assert "在新网格的台账记录3条（“房屋台账”3条）" in caught.value.message
    assert "示例路" not in caught.value.message


def test_a_post_for_a_new_grid_is_named(street: Street, office: Client) -> None:
    page = redraw(office, street)
    with open_scope(street.scope("system_admin")):
        row = {"key": "w-7", "name": "新网格专职网格员", "role": "grid_worker", "place": str(new_grid(street).pk)}
        perform(AddPost(), [row])
    answer = office.post(f"{page}undo/", {"reason": "网格名写错"})
    assert answer.status_code == 409
    assert "服务于新区划的岗位1个（新网格专职网格员）" in answer.content.decode()


def test_rows_counted_by_a_scheme_without_rights_are_counted_too(street: Street, office: Client) -> None:
    # Another drawing of the scheme that only counts: houses recorded since are counted within it.
    with open_scope(street.keeper()):
        drive = Place.objects.get(code="F01")
    feature = {
        "type": "Feature",
        "properties": {"code": "F01", "name": "防疫新1号", "level": "防疫网格", "parent": street.code},
        "geometry": drive.outline,
    }
    top = {
        "type": "Feature",
        "properties": {"code": street.code, "name": "望澜街道", "level": "街道", "parent": ""},
        "geometry": drive.outline,
    }
    page = bring_drive(office, [top, feature])
    add_houses(street, 1)
    answer = office.post(f"{page}undo/", {"reason": "重画"})
    assert answer.status_code == 409
    assert "在防疫新1号的台账记录1条（“房屋台账”1条）" in answer.content.decode()


def bring_drive(office: Client, features: list[dict]) -> str:
    import json

    from django.core.files.uploadedfile import SimpleUploadedFile

    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    values = {"scheme": "drive", "valid_from": timezone.localdate().isoformat()}
    file = SimpleUploadedFile("防疫.geojson", text.encode(), "application/geo+json")
    preview = office.post("/places/import/", {**values, "file": file})
    return office.post("/places/import/", dict(preview.context["hidden"])).url
