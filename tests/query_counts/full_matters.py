"""So many matters at every stage, and the verbs that move them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.query_counts.full_duty import fill_duty
from tests.query_counts.full_street import Full

from jingwei.core.actions import find_action, perform
from jingwei.core.codes import credit_code_check
from jingwei.core.files import keep_file
from jingwei.core.outbox import Delivery, Message, write_messages
from jingwei.core.scope import open_scope
from jingwei.matters.actions import AddLeadRule, Receive
from jingwei.matters.models import Matter, Note, Request, Sample, Unsealing
from jingwei.matters.sealing.files import seal

_AT = ("received", "accepted", "working", "reviewing", "entering", "checking", "closed", "stopped", "parked", "called")
_AS = {"stopped": "working", "parked": "working", "called": "working"}
_CALLER = {"contact_name": "陈示例", "contact_phone": "19900001234"}
_PUT_ASIDE = {
    "cause": "money", "approved_by": "街道办公会", "review_on": str(timezone.localdate() + timedelta(days=9)),
}  # fmt: skip
_DONE = {"outcome": "solved", "reply": "已处理。"}


def request_of(full: Full, number: int, **told: Any) -> dict[str, Any]:
    """A request as a form sends it."""
    place = str(full.street.grid(number % full.rows + 1).pk)
    return {"kind": "hotline", "channel": "hotline", "title": f"第{number}件", "place": place, **told}


def fill_matters(full: Full) -> None:
    """As many matters as rows at each stage, led by the department of the handler; one of them has as many steps."""
    now = timezone.now()
    full.keys["code"] = full.street.code
    with open_scope(full.street.scope("office")):
        for at, stage in enumerate(_AT):
            told = full.each(
                lambda n, at=at: request_of(full, n, outside_number=f"S{at}-{n}", outside_due="2099-01-01", **_CALLER)
            )
            keys = [UUID(key) for key in perform(Receive(), told).result["ids"]]
            closed = now if stage == "closed" else None
            Matter.objects.filter(pk__in=keys).update(
                stage=_AS.get(stage, stage), lead=full.street.departments["urban"],
                kind="hazard" if stage == "checking" else "hotline", closed_at=closed,
                closed_on=timezone.localdate() if closed else None,
            )  # fmt: skip
            if stage == "stopped":
                perform(find_action("matters.suspend"), targets=keys, reason="等待产权单位")
            if stage == "parked":
                perform(find_action("matters.park"), [_PUT_ASIDE], targets=keys, reason="等待资金")
            if stage == "called":
                safety = {"departments": str(full.street.departments["safety"].pk), "wanted": "到场处置"}
                perform(find_action("matters.summon"), [safety], targets=keys)
            full.keys[f"matters_{stage}"] = keys
        rules = full.each(
            lambda n: {"department": str(full.street.departments["urban"].pk), "kind": "grid", "category": "m06010"}
        )
        full.keys["rules"] = [UUID(key) for key in perform(AddLeadRule(), rules).result["ids"]]
        full.keys["rule"] = full.keys["rules"][0]
        matter = full.keys["matter"] = full.keys["matters_working"][0]
        # One matter that so many asked for.
        joined = full.keys["matters_received"][: full.rows // 2]
        perform(find_action("matters.join"), [{"into": str(matter)}], targets=joined)
        full.keys["matters_received"] = full.keys["matters_received"][full.rows // 2 :]
        full.keys["accepted"] = "&".join(f"row={key}" for key in full.keys["matters_accepted"])
        part = {"title": "排查管网", "days": "3"}
        for _ in range(full.rows // 10):
            perform(find_action("matters.part"), [part], targets=[full.keys["matters_called"][0]])
        full.keys["called"] = full.keys["matters_called"][0]
        full.keys["waiting"] = full.keys["matters_received"][0]
        full.keys["requests"] = list(Request.objects.filter(matter=matter).values_list("pk", flat=True))
        full.keys["request"] = full.keys["requests"][0]
        _tell(full)
        left_out = perform(
            find_action("matters.exclude"),
            [{"scheme": "plain"}],
            targets=full.keys["matters_closed"],
            reason="不属本街道",
        )
        full.keys["exclusions"] = [UUID(key) for key in left_out.result["ids"]]
        full.keys["exclusion"] = full.keys["exclusions"][0]
        _roster(full)
        _note(full)
        fill_duty(full)
        # Long unheard of.
        Matter.objects.filter(pk__in=full.keys["matters_working"]).update(stage_since=now - timedelta(days=9))
        _catalogue(full)
        for _ in range(full.rows // 10):
            perform(find_action("matters.urge"), targets=[matter], reason="催办")
        full.keys["reconciliation"] = perform(find_action("matters.reconcile"), export_rows(full)).result["id"]


def _note(full: Full) -> None:
    """As many notes of a hazard, as many petitions that are closed, as many decisions with their minutes."""
    hazard = Matter.objects.get(pk=full.keys["matters_checking"][0])
    full.keys["hazard"] = hazard.pk
    common = {"subdistrict": full.street.code, "place_id": hazard.place_id, "at": timezone.now(), "by_label": "办公室"}
    made = full.each(lambda n: Note(**common, matter=hazard, sort="sealed", values={"houses": 1, "seals": f"第{n}号"}))
    full.keys["notes"] = [one.pk for one in Note.objects.bulk_create(made)]
    full.keys["note"] = full.keys["notes"][0]
    photo = keep_file(b"%PDF-1.7 photo", "照片.pdf", "application/pdf")
    told = [{"sha256": photo.sha256, "name": photo.name, "size": photo.size, "type": photo.media_type}]
    shown = Note(**common, matter=hazard, sort="before", values={"photos": told})
    shown.save()
    ordered = {"paper": "望应急决〔2026〕1号", "basis": "墙体开裂", "order": "撤离、封房", "days": 3}
    removal = Note(**common, matter=hazard, sort="removal", values=ordered)
    removal.save()
    full.keys |= {"photographed": shown.pk, "photo": photo.sha256, "removal": removal.pk}
    for kind, stage in (("petition", "closed"), ("decision", "accepted")):
        told = perform(Receive(), full.each(lambda n, kind=kind: request_of(full, n, kind=kind))).result["ids"]
        full.keys[f"matters_{kind}"] = [UUID(key) for key in told]
        decided = {"expected": 1, "present": 1, "resolution": "passed"} if kind == "decision" else {}
        Matter.objects.filter(pk__in=full.keys[f"matters_{kind}"]).update(stage=stage, details=decided)
    for name in ("dispute", "asked_dispute"):
        told = perform(Receive(), full.each(lambda n: request_of(full, n, kind="dispute", text="两户各执一词"))).result
        full.keys[f"matters_{name}"] = [UUID(key) for key in told["ids"]]
        Matter.objects.filter(pk__in=told["ids"]).update(stage="closed", closed_on=timezone.localdate())
        seal(list(Matter.objects.filter(pk__in=told["ids"])))
    unsealings = [
        Unsealing(
            subdistrict=full.street.code, matter_id=key, place_id=hazard.place_id, reason="续调", asked_label="社区"
        )
        for key in full.keys["matters_asked_dispute"]
    ]
    full.keys["unsealings"] = [one.pk for one in Unsealing.objects.bulk_create(unsealings)]
    full.keys |= {"unsealing": full.keys["unsealings"][0], "sealed": full.keys["matters_dispute"][0]}
    decisions = [Matter(pk=key) for key in full.keys["matters_decision"]]
    Note.objects.bulk_create(
        Note(**common, matter=one, sort=sort) for one in decisions for sort in ("minutes", "opinion")
    )


def _catalogue(full: Full) -> None:
    """As many items of the duty list, places with a class, and samples of last month."""
    duties = full.each(lambda n: {"number": str(n), "name": f"第{n}项", "kind": "basic", "since": "2025-01-01"})
    perform(find_action("matters.import_duties"), duties, context={"file": "清单.xlsx"})
    grids = sorted({full.street.grid(n + 1).pk for n in range(full.rows)})
    perform(find_action("matters.classify_place"), [{"place": str(key), "place_class": "first"} for key in grids])
    told = {"kind": "grid", "channel": "grid", **_DONE}
    settled = full.each(lambda n: request_of(full, n, **told))
    keys = perform(find_action("matters.settle"), settled).result["ids"]
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    Matter.objects.filter(pk__in=keys).update(closed_on=day, finished_by=None)
    perform(find_action("matters.draw_sample"), [{"month": f"{day:%Y-%m}", "share": "100"}])
    full.keys["samples"] = list(Sample.objects.values_list("pk", flat=True))
    full.keys["sample"] = full.keys["samples"][0]


def _roster(full: Full) -> None:
    """As many on duty today."""
    day = timezone.localdate()
    told = [{"day": str(day), "shift": "night", "seat": "community", "staff": str(one.pk)} for one in full.people]
    full.keys["shifts"] = [UUID(key) for key in perform(find_action("people.set_duty"), told).result["ids"]]
    full.keys["shift"] = full.keys["shifts"][0]


def _tell(full: Full) -> None:
    """As many who are to be called, messages that did not arrive, and those of the handler."""
    asked = list(Request.objects.filter(matter__in=full.keys["matters_closed"]))
    calls = [
        Message(event="closed", about=one.matter_id, url="/", title="告知", text="已办结", asker=one.pk)
        for one in asked
    ]
    write_messages(calls)
    urban = full.street.departments["urban"].pk
    given = full.each(
        lambda n: Message(event="dispatch", about=urban, url="/", title="新交办", text=f"第{n}件", department=urban)
    )
    write_messages(given)
    Delivery.objects.bulk_create(
        Delivery(subdistrict=full.street.code, message=one, way="chat", state="unknown") for one in given
    )
    full.keys["calls"] = list(Delivery.objects.filter(way="call").values_list("pk", flat=True))
    full.keys["undelivered"] = list(Delivery.objects.filter(state="unknown").values_list("pk", flat=True))
    full.keys["call"], full.keys["stuck"] = full.keys["calls"][0], full.keys["undelivered"][0]


def sheet_rows(full: Full) -> list[Mapping[str, Any]]:
    """Rows as another platform exports them, closed and rated."""
    return full.each(
        lambda n: {
            "outside_number": f"I{n}", "kind": "hotline", "channel": "hotline", "title": f"第{n}件",
            "place": full.street.grid(n + 1).code, "received_at": "2025-06-03 09:00",
            "dispatched_at": "2025-06-03 10:00", "lead": "城市建设办公室",
            "finished_at": "2025-06-04", "closed_at": "2025-06-05", "rating": "good", **_DONE,
        }
    )  # fmt: skip


def signal_rows(full: Full) -> list[Mapping[str, Any]]:
    """A Monday list: every second line is of the dispute of the line before."""
    return full.each(
        lambda n: {
            "body": "police" if n % 2 else "court", "number": f"W{n}", "title": f"第{n // 2}户漏水",
            "quarrel": "damage",
            "place": full.street.grid(n // 2 % full.rows + 1).code,
        }
    )  # fmt: skip


def standard_rows(full: Full) -> list[Mapping[str, Any]]:
    """Rows by the fields of the national standard."""
    return full.each(
        lambda n: {
            "code": "99010106010", "name": "暴露垃圾", "body_code": credit_code(), "body": "城市建设办公室",
            "where": f"示例路{n}号", "grid": full.street.grid(n + 1).code,
        }
    )  # fmt: skip


def credit_code() -> str:
    """A code whose check holds, of nobody."""
    body = "11990101MA0000001"
    return body + credit_code_check(body)


def export_rows(full: Full) -> list[Mapping[str, Any]]:
    """Orders as another platform exports them: so many missing here, with another due time, open again, the same."""
    due = {"due": "2099-06-10", "state": "办理中", "received_at": "2025-06-03 09:00", "title": "路灯不亮"}
    told = full.each(lambda n: {"outside_number": f"N{n}", **due})
    for at in (2, 6):
        told += full.each(lambda n, at=at: {"outside_number": f"S{at}-{n}", **due})
    return [*told, *full.each(lambda n: {"outside_number": f"S1-{n}", "state": "办理中"})]


# Verb → who, at which stage, with what.
MOVES: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "accept": ("dispatcher", "received", {}),
    "answer": ("dispatcher", "called", {"did": "已处置"}),
    "approve": ("leader", "reviewing", {}),
    "call_back": ("dispatcher", "closed", {"contacted": "是", "solved": "是", "rating": "good"}),
    "contact": ("handler", "working", {"means": "phone", "result": "reached"}),
    "dispatch": ("dispatcher", "accepted", {"lead": "urban", "helpers": "应急管理办公室"}),
    "categorize": ("dispatcher", "working", {"category": "m06010"}),
    "divert": ("dispatcher", "received", {"to": "court"}),
    "enter": ("dispatcher", "entering", {}),
    "finish": ("handler", "working", _DONE),
    "hand_back": ("handler", "working", {}),
    "hand_on": ("dispatcher", "working", {"lead": "safety"}),
    "inspect": ("handler", "working", {"found": "true", "remark": "灯杆倾斜"}),
    "park": ("leader", "working", _PUT_ASIDE),
    "part": ("dispatcher", "working", {"title": "排查管网", "days": "3", "lead": "urban"}),
    "reopen": ("dispatcher", "closed", {}),
    "lock_minutes": ("office", "decision", {}),
    "resume": ("leader", "stopped", {}),
    "revisit": ("dispatcher", "petition", {"channel": "counter", "text": "再次反映", **_CALLER}),
    "return_out": ("dispatcher", "accepted", {"ground": "place"}),
    "rework": ("office", "reviewing", {}),
    "summon": ("dispatcher", "working", {"departments": "应急管理办公室", "wanted": "到场处置"}),
    "suspend": ("leader", "working", {}),
    "take_due": ("dispatcher", "working", {"outside_due": "2099-06-10"}),
    "unpark": ("leader", "parked", {}),
    "urge": ("leader", "working", {}),
    "verify": ("office", "checking", {}),
    "void": ("dispatcher", "working", {}),
}
