"""A report is drafted, read and opened down to its rows; a published one is read and confirmed, all on pages."""

import io
import json
import re
import zipfile
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.models import Reported
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import CorrectEntry
from jingwei.registers.models import Entry, Version
from jingwei.registers.tests.ledgers import house
from jingwei.reports.models import ReadFigure, Report
from jingwei.reports.origins import origin_of
from jingwei.reports.tests.drafting import SUMMARY, fill
from jingwei.reports.writing.round_trip import extract_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill(made)
        # What was recorded yesterday, so that a draft of today and a later correction have moments of their own.
        Version.objects.update(known_from="2026-01-01T00:00:00+08:00")
    return made


def _drafted(client, street):
    street.sign_in(client, "statistician")
    answer = client.post("/reports/new/", {"period": "2025", "template": ""})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return answer.url


def _number(street, url, key, measure="level"):
    with open_scope(street.scope("office")):
        rows = Report.objects.get(pk=UUID(url.strip("/").split("/")[-1])).figures.order_by("number")
        return next(r.number for r in rows if (r.card["indicator"], r.card["measure"]) == (key, measure))


def test_a_draft_is_prose_with_chips_and_counts_in_the_margin(client, street):
    url = _drafted(client, street)
    html = client.get(url).content.decode()
    assert html.count("hx-get=") > 40
    assert "6处" in html
    assert "【待核】" in html
    for word in ("系统取数", "报表来源", "手填", "待核"):
        assert word in html
    listed = client.get("/reports/").content.decode()
    assert "2025年" in listed
    assert url in listed


def test_the_figures_are_listed_on_paper_with_what_they_rest_on(client, street):
    html = client.get(f"{_drafted(client, street)}figures/").content.decode()
    assert "数据清单" in html
    assert "条记录，截至2025-12-31" in html
    assert "待核" in html
    assert "houses" not in html


def test_a_wrong_period_is_said_on_the_form(client, street):
    street.sign_in(client, "office")
    answer = client.post("/reports/new/", {"period": "2021-13"})
    assert answer.status_code == 422
    assert "没有13月" in answer.content.decode()
    week = client.post("/reports/new/", {"period": "2025-W03"})
    assert week.status_code == 422
    assert "没有适合" in week.content.decode()


def test_a_chip_opens_its_card_and_the_card_its_rows_as_counted(client, street):
    url = _drafted(client, street)
    number = _number(street, url, "houses")
    card = client.get(f"{url}figures/{number}", headers={"HX-Request": "true"}).content.decode()
    assert card.startswith("\n<article") or card.lstrip().startswith("<article")
    assert "打开 6 行明细" in card
    rows_url = re.search(r'href="(/indicators/houses/rows/[^"]+)"', card)[1].replace("&amp;", "&")
    rows = client.get(rows_url).content.decode()
    assert "计入 6 行" in rows
    page = client.get(f"{url}figures/{number}").content.decode()
    assert "<html" in page
    assert "房屋总数" in page
    assert client.get(f"{url}figures/9999").status_code == 404


def test_a_later_correction_shows_as_a_difference_and_the_rows_stay(client, street):
    url = _drafted(client, street)
    number = _number(street, url, "rented")
    with open_scope(street.scope("office")):
        entry = Entry.objects.get(key="H00000")
        right = [house(0, street.grid(1, 1).code, residents=0, rented=False)]
        perform(CorrectEntry(), right, targets=[entry.pk], reason="登记时看错")
        Version.objects.filter(entry=entry, known_to=None).update(known_from="2099-01-01T00:00:00+08:00")
        Version.objects.filter(entry=entry).exclude(known_to=None).update(known_to="2099-01-01T00:00:00+08:00")
    card = client.get(f"{url}figures/{number}", headers={"HX-Request": "true"}).content.decode()
    assert "取数后台账有更正：现在重数为 1 行（增加 0 行，减少 1 行）" in card
    rows_url = re.search(r'href="(/indicators/rented/rows/[^"]+)"', card)[1].replace("&amp;", "&")
    rows = client.get(rows_url).content.decode()
    assert "计入 2 行" in rows
    assert "现在重数为 1 行" in rows


def test_the_word_file_links_to_the_figures_and_the_list_lies_beside_it(client, street):
    url = _drafted(client, street)
    word = client.get(f"{url}word/")
    assert len(extract_numbers(word.content).chips) > 40
    links = zipfile.ZipFile(io.BytesIO(word.content)).read("word/_rels/document.xml.rels").decode()
    assert f"http://testserver{url}figures/1" in links
    told = json.loads(client.get(f"{url}list/").content)
    assert told["period"] == "2025"
    assert len(told["figures"]) > 40


@pytest.mark.parametrize("path", ["/reports/", "/reports/new/", "/reports/readings/", "/reports/readings/new/"])
def test_place_readers_see_no_reports_and_leaders_only_read(client, street, path):
    for role in ("community_secretary", "grid_worker"):
        street.sign_in(client, role)
        assert client.get(path).status_code == 403
    street.sign_in(client, "leader")
    assert client.get(path).status_code == (403 if path.endswith("/new/") else 200)


def test_a_published_report_is_read_shown_and_confirmed(client, street):
    street.sign_in(client, "statistician")
    file = SimpleUploadedFile("2024年工作总结.txt", SUMMARY.encode())
    url = client.post("/reports/readings/new/", {"file": file}).url
    html = client.get(url).content.decode()
    assert "登记房屋" in html
    assert "figure-missing" in html
    with open_scope(street.scope("office")):
        figure = ReadFigure.objects.get(value=4, unit="处")
        other = ReadFigure.objects.get(value=2, unit="亿元")
    card = client.get(f"/reports/readings/figures/{figure.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "房屋总数（名称相近）" in card
    wrong = client.post(f"/reports/readings/figures/{figure.pk}/", {"indicator": "residents", "period": "2024"})
    assert wrong.status_code == 422
    assert "按“人”计" in wrong.content.decode()
    done = client.post(f"/reports/readings/figures/{figure.pk}/", {"indicator": "houses", "period": "2024"})
    assert done.status_code == 302
    assert client.post(f"/reports/readings/figures/{other.pk}/dismiss/").status_code == 302
    html = client.get(url).content.decode()
    assert "figure-reported" in html
    listed = client.get(f"{url}figures/").content.decode()
    assert "不采用" in listed
    assert "已确认" in listed
    with open_scope(street.scope("office")):
        row = Reported.objects.get(indicator="houses")
        assert (row.value, row.supplier, row.paper) == (4, "上年总结", "2024年工作总结.txt")


def _cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_cost_the_same_however_many_figures_they_show(client, street):
    street.sign_in(client, "statistician")
    drafts = [client.post("/reports/new/", {"period": period}).url for period in ("2025H1", "2025")]
    _cost(client, drafts[0])
    assert _cost(client, drafts[0]) == _cost(client, drafts[1])
    few = _cost(client, "/reports/")
    client.post("/reports/new/", {"period": "2025"})
    assert _cost(client, "/reports/") == few
    short, long = "登记房屋1处。", "".join(f"登记房屋{n}处，居住人口{n}人。" for n in range(20, 120))
    readings = []
    for number, text in enumerate((short, long)):
        file = SimpleUploadedFile(f"{number}.txt", f"2024年工作总结\n\n2024年，{text}\n".encode())
        readings.append(client.post("/reports/readings/new/", {"file": file}).url)
    _cost(client, readings[0])
    for page in ("", "figures/"):
        assert _cost(client, readings[0] + page) == _cost(client, readings[1] + page)


def test_what_is_computed_from_papers_comes_from_papers():
    assert origin_of("derived", "5", ["reported", "reported"]) == "reported"
    assert origin_of("derived", "5", ["counted", "reported"]) == "counted"
    assert origin_of("derived", "【待核】%", ["reported"]) == "missing"
    assert origin_of("derived", "口径不可比", ["reported"]) == "reported"
    assert origin_of("counted", "5", ["counted"]) == "counted"


def test_a_file_that_is_no_report_is_refused_in_one_sentence(client, street):
    street.sign_in(client, "statistician")
    for name, data in (("空.txt", b""), ("坏.docx", b"PK\x03\x04xx"), ("无数.txt", "本页没有数据。".encode())):
        answer = client.post("/reports/readings/new/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert name in answer.content.decode() or "文件" in answer.content.decode()
