"""Recording, changing, correcting, ending and restoring: once, over nobody's head, and with a sentence when not."""

import pytest

from jingwei.api.tests.conftest import Office

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


def rows(office: Office, *numbers: int, **more: object) -> dict:
    grid = office.street.micro(1, 1, 1).code
    return {"rows": [{"number": f"N{n}", "address": f"新建路{n}号", "grid": grid, **more} for n in numbers]}


def count(office: Office) -> int:
    return len(office.machine().get("registers/houses/entries", limit=100)[1]["items"])


def test_an_entry_goes_through_its_life(office: Office) -> None:
    caller = office.machine("grid_worker")
    status, done = caller.post("registers/houses/entries", rows(office, 1, residents=2, valid_from="2025-01-01"))
    assert (status, len(done["result"]["entries"])) == (200, 1)
    entry = done["result"]["entries"][0]
    body = {"values": {"residents": 5, "valid_from": "2025-07-01"}}
    assert caller.post(f"entries/{entry}/change", body, If_Match='"1"')[0] == 200
    assert caller.get(f"entries/{entry}", on="2025-06-30")[1]["values"]["residents"] == 2
    now = caller.get(f"entries/{entry}")[1]
    assert (now["values"]["residents"], now["values"]["address"], now["revision"]) == (5, "新建路1号", 2)
    assert caller.post(f"entries/{entry}/correct", {"values": {"residents": 6}})[1]["problems"][0]["field"] == "reason"
    assert caller.post(f"entries/{entry}/correct", {"values": {"residents": 6}, "reason": "看错"})[0] == 200
    assert caller.post(f"entries/{entry}/end", {"values": {"ended_on": "2025-12-01"}, "reason": "拆除"})[0] == 200
    assert caller.get(f"entries/{entry}")[1]["ended_on"] == "2025-12-01"
    assert caller.post(f"entries/{entry}/restore", {"values": {"valid_from": "2026-01-01"}, "reason": "误停"})[0] == 200
    history = caller.get(f"entries/{entry}/history", limit=2)[1]
    assert len(history["items"]) == 2
    rest = caller.get(f"entries/{entry}/history", after=history["next"], limit=100)[1]
    known = history["items"] + rest["items"]
    assert rest["next"] is None
    assert len({one["id"] for one in known}) == len(known) >= 5
    assert {one["action"] for one in known} == {
        f"registers.{v}" for v in ("record", "change", "correct", "end", "restore")
    }
    assert [one["known_from"] for one in known] == sorted((one["known_from"] for one in known), reverse=True)


def test_each_row_holds_from_its_own_day(office: Office) -> None:
    caller = office.machine()
    body = rows(office, 1, 2)
    body["rows"][0]["valid_from"], body["rows"][1]["valid_from"] = "2025-01-01", "2025-03-01"
    assert caller.post("registers/houses/entries", body)[0] == 200
    found = caller.get("registers/houses/entries", q="新建路")[1]["items"]
    assert [item["valid_from"] for item in found] == ["2025-01-01", "2025-03-01"]


def test_a_resent_request_writes_once(office: Office) -> None:
    caller, body = office.machine(), rows(office, 1)
    first = caller.post("registers/houses/entries", body, Idempotency_Key="k-1")[1]
    again = caller.post("registers/houses/entries", body, Idempotency_Key="k-1")
    assert again == (200, {**first, "replayed": True})
    status, said = caller.post("registers/houses/entries", rows(office, 2), Idempotency_Key="k-1")
    assert (status, said["code"]) == (409, "conflict")
    assert count(office) == 3
    assert caller.post("registers/houses/entries", body, Idempotency_Key="空")[0] == 422


def test_a_refused_request_leaves_its_key_free(office: Office) -> None:
    caller = office.machine()
    assert caller.post("registers/houses/entries", rows(office, 1, residents="很多"), Idempotency_Key="k")[0] == 422
    assert caller.post("registers/houses/entries", rows(office, 1, residents=3), Idempotency_Key="k")[0] == 200


def test_the_second_clerk_is_shown_what_changed(office: Office) -> None:
    caller = office.machine()
    caller.post(f"entries/{office.near}/change", {"values": {"residents": 7}}, If_Match='"1"')
    status, said = caller.post(f"entries/{office.near}/change", {"values": {"residents": 8}}, If_Match='"1"')
    assert (status, said["code"], said["revision"]) == (409, "conflict", 2)
    assert [(c["label"], c["before"], c["after"]) for c in said["changes"]] == [("居住人数", "2", "7")]
    assert caller.get(f"entries/{office.near}")[1]["values"]["residents"] == 7
    assert caller.post(f"entries/{office.near}/change", {"values": {}}, If_Match="later")[0] == 422


def test_all_rows_go_in_or_none(office: Office) -> None:
    caller, body = office.machine(), rows(office, 1, 2)
    body["rows"][1]["residents"] = "三十多个"
    status, said = caller.post("registers/houses/entries", body)
    assert status == 422
    assert [(p["row"], p["field"], p["value"]) for p in said["problems"]] == [(2, "residents", "三十多个")]
    assert count(office) == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (
            "registers/houses/entries",
            {"rows": [{"number": "N1", "address": "路", "colour": "red"}]},
            422,
            "field.unknown",
        ),
        (
            "registers/houses/entries",
            {"rows": [{"number": "N1", "address": "重点人员"}]},
            422,
            "text.forbidden",
        ),
        ("registers/houses/entries", {"rows": []}, 422, "request.too_short"),
        ("registers/houses/entries", {"rows": [{}] * 1001}, 422, "request.too_long"),
        ("registers/houses/entries", {"row": [{}]}, 422, "request.missing"),
        ("registers/houses/entries", {"rows": ["x"]}, 422, "request.dict_type"),
        ("registers/nothing/entries", {"rows": [{"number": "1"}]}, 404, "missing"),
        ("entries/nothing/change", {}, 422, "request.uuid_parsing"),
        ("registers/houses/entries", {"rows": [{"number": "a\0b", "address": "路"}]}, 400, "text.character"),
    ],
)
def test_what_cannot_be_taken_is_named(office: Office, path: str, body: dict, status: int, code: str) -> None:
    got, said = office.machine().post(path, body)
    assert (got, code) == (status, said["problems"][0]["code"] if "problems" in said else said["code"])
    assert said["message"]


@pytest.mark.parametrize(
    "sent", [b"{", b"\xff\xfe", b'{"rows": [{"number": NaN}]}', b'{"rows": [{"number": "\\ud800"}]}']
)
def test_what_is_no_json_is_refused(office: Office, sent: bytes) -> None:
    answer = office.machine().client.post("/api/v1/registers/houses/entries", sent, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_who_may_not_is_told_who_may(office: Office) -> None:
    status, said = office.machine("leader").post("registers/houses/entries", rows(office, 1))
    assert (status, said["code"], "专职网格员" in said["message"]) == (403, "refused", True)


def test_personal_values_come_masked_and_are_never_repeated(office: Office) -> None:
    caller = office.machine()
    said = [
        caller.get("registers/firms/entries")[1],
        caller.get(f"entries/{office.firm}")[1],
        caller.get(f"entries/{office.firm}/history")[1],
        caller.get("changes", limit=1000)[1],
        caller.post("registers/firms/entries", {"rows": [{"code": "F2", "name": "甲", "phone": f"{PHONE}x"}]})[1],
        caller.post("registers/firms/entries", {"rows": [PHONE]})[1],
        caller.post(f"entries/{office.firm}/change", {"values": {"phone": f"{PHONE}x"}})[1],
    ]
    assert PHONE not in str(said)
    assert said[1]["values"]["phone"] == "139****0001"
    assert said[2]["items"][0]["values"]["phone"] == "139****0001"
    assert caller.get("registers/firms/entries?f.phone=1")[0] == 422
    changed = caller.post(f"entries/{office.firm}/change", {"values": {"name": "示例超市"}})
    assert changed[0] == 200
    assert caller.get(f"entries/{office.firm}")[1]["values"]["phone"] == "139****0001"


def test_a_number_is_shown_in_clear_for_a_reason_only_and_kept_nowhere(office: Office) -> None:
    caller, body = office.machine(), {"targets": [office.firm], "rows": [{"field": "phone"}], "reason": "通知办事"}
    assert caller.post("actions/registers.unmask", {**body, "reason": ""})[0] == 422
    status, done = caller.post("actions/registers.unmask", body)
    assert (status, done["result"]["values"][office.firm]["phone"]) == (200, PHONE)
    assert caller.post("actions/registers.unmask", body, Idempotency_Key="k")[1]["problems"][0]["code"] == "key.useless"


def test_one_row_holds_for_all_targets_of_a_verb(office: Office) -> None:
    caller, ended = office.machine(), {"ended_on": "2027-01-01"}
    both = {"targets": [office.near, office.far], "reason": "拆除"}
    status, said = caller.post("actions/registers.end", {**both, "rows": [ended, {"ended_on": "2026-02-01"}]})
    assert (status, said["problems"][0]["code"]) == (422, "rows.count")
    assert caller.post("actions/registers.end", {**both, "rows": [ended], "expect": {office.near: 9}})[0] == 409
    assert caller.post("actions/registers.end", {**both, "rows": [ended]})[0] == 200
    assert caller.get("registers/houses/entries", ended="true")[1]["items"][1]["ended_on"] == "2027-01-01"
    twice = {"targets": [office.near, office.near], "rows": [ended], "reason": "拆除"}
    assert caller.post("actions/registers.end", twice)[1]["problems"][0]["code"] == "targets.double"
    assert caller.post("actions/reports.read", {}, Idempotency_Key="x")[0] == 404
