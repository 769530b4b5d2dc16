"""区划与网格: the list, a place's own page, the check of outlines, and a new file of outlines from upload to effect."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import add_houses, mapped_street
from jingwei.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return mapped_street()


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def outlines(street, **renamed):
    """The present outlines as a file; `renamed` maps a code's tail to a new name."""
    features = []
    by_id = {place.pk: place for place in street.places.values()}
    for place in street.places.values():
        parent = by_id[place.parent_id].code if place.parent_id else ""
        level = "街道" if place.level == "street" else place.level
        name = next((new for tail, new in renamed.items() if place.code.endswith(tail[1:])), place.name)
        properties = {"code": place.code, "name": name, "level": level, "parent": parent}
        features.append({"type": "Feature", "properties": properties, "geometry": place.outline})
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return SimpleUploadedFile("网格.geojson", text.encode(), "application/geo+json")


def test_places_are_listed_by_scheme_level_and_words(street, office):
    rows = office.get("/places/").context["table"].rows
    assert [row.cells[0] for row in rows][:2] == ["望澜街道", "第1社区"]
    assert rows[1].cells[5] == 2
    grids = office.get("/places/?level=grid").context["table"].rows
    assert len(grids) == 4
    assert [row.cells[0] for row in office.get("/places/?q=第2网格").context["table"].rows] == [
        "第1社区第2网格", "第2社区第2网格",
    ]  # fmt: skip
    assert [row.cells[0] for row in office.get("/places/?scheme=drive").context["table"].rows] == ["防疫1号"]
    assert office.get("/places/?on=2010-01-01").context["table"].rows == ()
    assert office.get("/places/?on=yesterday").status_code == 400


def test_a_place_has_a_page_with_people_and_ledgers(street, office):
    add_houses(street, 1, 2)
    page = office.get(f"/places/{street.grid().pk}/")
    text = page.content.decode()
    assert street.staff["grid_worker"].name in text
    tables = {section.title: section.table for section in page.context["sections"]}
    assert tables["台账在册"].rows[0].cells == ("房屋台账", 2, 2, "套")
    community = office.get(f"/places/{street.community().pk}/")
    assert [section.title for section in community.context["sections"]] == ["服务人员", "下辖（2）", "台账在册"]
    assert office.get("/places/01a20318-0000-7000-8000-000000000000/").status_code == 404


def test_the_check_tells_overlaps_with_their_place(street, office):
    assert "没有问题" in office.get("/places/check/general/").content.decode()
    with open_scope(street.keeper()):
        one = street.grid()
        ring = [[119.8, 38.6], [119.805, 38.6], [119.805, 38.606], [119.8, 38.606], [119.8, 38.6]]
        one.outline = {"type": "Polygon", "coordinates": [ring]}
        one.revision += 1
        one.save()
    text = office.get("/places/check/general/").content.decode()
    assert "重叠" in text
    assert "请核对" in text


def test_a_file_is_previewed_and_then_takes_effect(street, office):
    today = timezone.localdate().isoformat()
    values = {"scheme": "general", "valid_from": today}
    file = outlines(street, _001001001="新网格")
    preview = office.post("/places/import/", {**values, "file": file})
    text = preview.content.decode()
    assert preview.status_code == 200
    assert preview.context["tally"].changed >= 1
    assert preview.context["tally"].gone == 0
    assert "确认导入" in text
    with open_scope(street.keeper()):
        assert not Place.objects.filter(name="新网格").exists()
    done = office.post("/places/import/", dict(preview.context["hidden"]))
    assert done.status_code == 302
    with open_scope(street.keeper()):
        assert Place.objects.get(name="新网格").valid_from.isoformat() == today


def test_a_grid_drawn_anew_keeps_its_people_and_their_rights(client, street, office):
    add_houses(street, 1)
    old, worker = street.grid(), street.staff["grid_worker"]
    values = {"scheme": "general", "valid_from": timezone.localdate().isoformat()}
    preview = office.post("/places/import/", {**values, "file": outlines(street, _001001001="新网格")})
    office.post("/places/import/", dict(preview.context["hidden"]))
    with open_scope(street.keeper()):
        new = Place.objects.get(name="新网格")
    page = office.get(f"/places/{new.pk}/")
    assert worker.name in page.content.decode()
    assert {section.title for section in page.context["sections"]} >= {"服务人员", "台账在册"}
    assert len(page.context["history"]) == 2
    assert "已停用" in office.get(f"/places/{old.pk}/").content.decode()
    assert {old.pk, new.pk} <= set(street.scope("grid_worker").places)
    add_houses(street, 2)
    found = street.sign_in(client, "grid_worker").get("/registers/houses/").content.decode()
    assert "示例路1号" in found
    assert "示例路2号" in found


def test_a_file_that_is_none_is_answered_with_a_sentence(office):
    bad = SimpleUploadedFile("网格.geojson", b"PK\x03\x04", "application/zip")
    answer = office.post("/places/import/", {"scheme": "general", "file": bad})
    assert answer.status_code == 422
    assert "GeoJSON" in answer.content.decode()
    assert "请选择一个GeoJSON文件" in office.post("/places/import/", {"scheme": "general"}).content.decode()


def test_who_may_not_redraw_is_not_offered_it(client, street):
    worker = street.sign_in(client, "grid_worker")
    assert "导入边界" not in worker.get("/places/").content.decode()
    assert worker.get("/places/import/").status_code == 403


def test_queries_do_not_grow_with_places(client):
    def queries(street):
        office = street.sign_in(client, "office")
        counted = []
        for url in ("/places/", "/places/?scheme=drive", f"/places/{street.community().pk}/", "/places/check/general/"):
            office.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert office.get(url).status_code == 200
            counted.append(len(caught))
        return counted

    small = queries(mapped_street(code="990101003"))
    assert queries(mapped_street(code="990101004", communities=10)) == small
