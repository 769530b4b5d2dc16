"""The middleware: one transaction per request, kept only when the answer is no error; without a sign-in no page."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, include, path

from jingwei.core.errors import Conflict, Refused
from jingwei.core.marks import outside_scope, public
from jingwei.core.models import AuditEntry
from jingwei.core.scope import in_scope, open_scope
from jingwei.people.models import Department, HandOver, Staff
from jingwei.people.tests.street import Street, make_street

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _write() -> None:
    """A row that any worker may write."""
    person = Staff.objects.order_by("number").first()
    assert person is not None
    HandOver(post=_post(), giver=person, taker=person, on="2025-01-01").save()


def _post() -> object:
    from jingwei.people.models import Post

    return Post.objects.order_by("key").first()


def writes(request: HttpRequest) -> HttpResponse:
    _write()
    return HttpResponse("ok")


def refuses(request: HttpRequest) -> HttpResponse:
    _write()
    raise Refused("只有别人可以。")


def conflicts(request: HttpRequest) -> HttpResponse:
    _write()
    changes = [{"label": "值班电话", "before": "1", "after": "2", "who": "测乙", "at": None}]
    raise Conflict("已被修改。", changes=changes, revision=2)


def breaks(request: HttpRequest) -> HttpResponse:
    _write()
    raise RuntimeError("a defect")


def answers_badly(request: HttpRequest) -> HttpResponse:
    _write()
    return HttpResponse("no", status=422)


def streams(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield from Department.objects.order_by("key").values_list("key", flat=True)

    return StreamingHttpResponse(lines(), content_type="text/csv", headers={"Content-Disposition": "attachment"})


@outside_scope
def runs_outside(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(in_scope()))


@public
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(in_scope()))


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(in_scope()))


urlpatterns: list[URLPattern | URLResolver] = [
    path("writes/", writes),
    path("refuses/", refuses),
    path("conflicts/", conflicts),
    path("breaks/", breaks),
    path("answers-badly/", answers_badly),
    path("streams/", streams),
    path("outside/", runs_outside),
    path("public/", for_all),
    path("nothing/", nothing),
    path("", include("jingwei.urls")),
]


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def client(street: Street) -> Client:
    return street.sign_in(Client(raise_request_exception=False), "office")


def written(street: Street) -> int:
    with open_scope(street.scope("office")):
        return HandOver.objects.count()


def test_what_a_view_wrote_is_kept(street: Street, client: Client) -> None:
    assert client.get("/writes/").status_code == 200
    assert written(street) == 1


@pytest.mark.parametrize(
    ("address", "status"), [("/refuses/", 403), ("/conflicts/", 409), ("/breaks/", 500), ("/answers-badly/", 422)]
)
def test_an_answer_that_is_an_error_keeps_nothing(street: Street, client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status
    assert written(street) == 0


def test_a_refusal_is_told_and_written_down(street: Street, client: Client) -> None:
    assert "只有别人可以。" in client.get("/refuses/").content.decode()
    with open_scope(street.scope("audit_admin")):
        entry = AuditEntry.objects.get(event="refused")
    assert (entry.subject, entry.actor) == ("GET /refuses/", street.staff["office"].pk)


def test_a_conflict_shows_what_changed(client: Client) -> None:
    page = client.get("/conflicts/").content.decode()
    assert "值班电话" in page
    assert "测乙" in page


def test_machines_get_the_error_as_json(client: Client) -> None:
    answer = client.get("/conflicts/", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["changes"][0]["after"] == "2"


def test_a_stream_is_produced_inside_the_scope(client: Client) -> None:
    answer = client.get("/streams/")
    assert b"".join(answer.streaming_content) == b"safetyurban"
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("text/csv", "attachment")


def test_marked_views_run_outside(client: Client) -> None:
    told = {name: client.get(f"/{name}/").content for name in ("nothing", "outside", "public")}
    assert told == {"nothing": b"True", "outside": b"False", "public": b"False"}


def test_who_is_not_signed_in_sees_public_pages_only(street: Street) -> None:
    client = Client()
    assert client.get("/public/").status_code == 200
    assert client.get("/nothing/?a=1")["Location"] == "/login/?next=/nothing/%3Fa%3D1"
    assert client.get("/nothing/", headers={"Accept": "application/json"}).status_code == 401
    partial = client.get("/nothing/", headers={"HX-Request": "true"})
    assert (partial.status_code, partial["HX-Redirect"]) == (401, "/login/?next=/nothing/")


def test_four_queries_are_spent_before_the_view(client: Client) -> None:
    client.get("/nothing/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/nothing/")
    asked = [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    marks = ("django_session", "people_account", "people_seats", "jingwei.actor_label")
    assert [next((mark for mark in marks if mark in sql), sql) for sql in asked[:4]] == list(marks)
    # Inside the transaction of a test the scope is given back by one more.
    assert len(asked) == 5


def test_an_account_without_a_post_reaches_its_own_pages_only(street: Street) -> None:
    from jingwei.people.models import Appointment

    with open_scope(street.keeper()):
        Appointment.objects.filter(staff=street.staff["office"]).update(valid_to="2021-01-01")
    client = street.sign_in(Client(), "office")
    answer = client.get("/nothing/")
    assert answer.status_code == 403
    assert "目前没有岗位" in answer.content.decode()
    assert client.get("/mine/").status_code == 200
