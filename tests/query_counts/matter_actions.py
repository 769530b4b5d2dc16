"""The verbs of matters that are measured, each on so many matters at once."""

from collections.abc import Callable
from uuid import UUID

from tests.query_counts.doing import Doing, do, imported
from tests.query_counts.full_matters import MOVES, export_rows, request_of, sheet_rows, signal_rows, standard_rows
from tests.query_counts.full_street import Full

from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter

_TASKS = "甲\n乙｜城市建设办公室"


def _moved(verb: str) -> Callable[[Full], Doing]:
    role, stage, told = MOVES[verb]

    def moving(full: Full) -> Doing:
        values = {**told, "lead": str(full.street.departments[told["lead"]].pk)} if "lead" in told else told
        return Doing(role, [values], full.keys[f"matters_{stage}"])

    return moving


def _extend(full: Full) -> Doing:
    """Of the office's own term."""
    keys = [UUID(key) for key in do(full, "matters.receive", _receive(full))["ids"]]
    return Doing("leader", [{"count": "5"}], keys)


def _receive(full: Full) -> Doing:
    return Doing("office", full.each(lambda n: request_of(full, n)))


def _settle(full: Full) -> Doing:
    told = {"kind": "grid", "channel": "grid", "outcome": "solved", "reply": "已清理。"}
    return Doing("office", full.each(lambda n: request_of(full, n, **told)))


def _hand_over(full: Full) -> Doing:
    do(full, "matters.take_over_shift", Doing("dispatcher", targets=[full.keys["over"]]))
    return Doing("office")


def _lead_rules(full: Full) -> Doing:
    urban, place = str(full.street.departments["urban"].pk), str(full.street.grid().pk)
    return Doing("office", full.each(lambda n: {"department": urban, "category": "m06", "place": place}))


def _online(full: Full) -> Doing:
    place = str(full.street.community().pk)
    rows = full.each(lambda n: {"kind": "help", "text": f"第{n}件", "place": place, "contact_phone": "19900001234"})
    return Doing("resident", rows, context={"key": "k"})


def _join(full: Full) -> Doing:
    return Doing("dispatcher", [{"into": str(full.keys["matter"])}], full.keys["matters_received"])


def _describe(full: Full) -> Doing:
    return Doing("office", [{"grade": "major"}], full.keys["matters_checking"])


def _duties(full: Full) -> Doing:
    rows = full.each(lambda n: {"number": f"B{n}", "name": f"第{n}项", "kind": "basic", "classes": "m06"})
    return Doing("dispatcher", rows, context={"file": "清单.xlsx"})


def _classes(full: Full) -> Doing:
    places = sorted({full.street.grid(n + 1).pk for n in range(full.rows)})
    return Doing("dispatcher", [{"place": str(key), "place_class": "second"} for key in places])


def _draw(full: Full) -> Doing:
    """Of a month in which as many were settled."""
    with open_scope(full.street.scope("office")):
        Matter.objects.filter(on_spot=True).update(closed_on="2025-06-20")
    return Doing("leader", [{"month": "2025-06", "share": "100"}])


def _matters(full: Full) -> Doing:
    return Doing("dispatcher", sheet_rows(full), context={"file": "工单.xlsx"})


def _standard(full: Full) -> Doing:
    return Doing("dispatcher", standard_rows(full), context={"file": "事项.csv"})


MATTER_ACTIONS: dict[str, Callable[[Full], Doing]] = {
    **{f"matters.{verb}": _moved(verb) for verb in MOVES},
    "matters.take_document": lambda full: Doing(
        "dispatcher",
        full.each(
            lambda n: {
                "paper": f"应急〔2026〕{n}号",
                "issuer": "区应急局",
                "due": "2099-01-01",
                "tasks": "甲\n乙｜城市建设办公室",
            }
        ),
    ),
    "matters.log_duty": lambda full: Doing(
        "dispatcher", full.each(lambda n: {"kind": "call", "text": f"第{n}条", "handed": "是"})
    ),
    "matters.settle_log": lambda full: Doing("dispatcher", [{"outcome": "已办"}], full.keys["lines"]),
    "matters.report_urgent": lambda full: Doing(
        "dispatcher", full.each(lambda n: {"title": f"第{n}件", "place": str(full.street.grid().pk)})
    ),
    "matters.urgent_called": lambda full: Doing("dispatcher", [{"to": "区委值班室"}], full.keys["urgents"]),
    "matters.urgent_written": lambda full: Doing(
        "dispatcher", [{"to": "区委办", "written": "已处置。"}], full.keys["urgents"]
    ),
    "matters.hand_over_shift": _hand_over,
    "matters.take_over_shift": lambda full: Doing("dispatcher", targets=[full.keys["over"]]),
    "matters.set_terms": lambda full: Doing(
        "office", [{"call_minutes": "30", "written_minutes": "60", "silent_days": "3", "brief_at": "17:00"}]
    ),
    "people.ask_swap": lambda full: Doing(
        "dispatcher", [{"taker": str(full.street.staff["leader"].pk)}], full.keys["later_shifts"], reason="出差"
    ),
    "people.agree_swap": lambda full: Doing("dispatcher", targets=full.keys["swaps"]),
    "people.refuse_swap": lambda full: Doing("dispatcher", targets=full.keys["swaps"]),
    "matters.add_lead_rule": _lead_rules,
    "matters.add_note": lambda full: Doing(
        "office", [{"houses": "1"}], full.keys["matters_checking"], context={"sort": "sealed"}
    ),
    "matters.approve_unsealing": lambda full: Doing("leader", [{"days": "3"}], full.keys["unsealings"]),
    "matters.ask_unsealing": lambda full: Doing("leader", targets=full.keys["matters_dispute"]),
    "matters.read_sealed": lambda full: Doing("leader", targets=full.keys["matters_dispute"]),
    "matters.end_note": lambda full: Doing(
        "office", [{"lifted_at": "2026-06-01 09:00", "basis": "验收合格"}], full.keys["notes"]
    ),
    "matters.take_back_note": lambda full: Doing("office", targets=full.keys["notes"]),
    "matters.withdraw_lead_rule": lambda full: Doing("dispatcher", targets=full.keys["rules"]),
    "matters.ask_online": _online,
    "matters.classify_place": _classes,
    "matters.count_again": lambda full: Doing("leader", targets=full.keys["exclusions"]),
    "matters.describe": _describe,
    "matters.draw_sample": _draw,
    "matters.exclude": lambda full: Doing("office", [{"scheme": "beijing"}], full.keys["matters_closed"]),
    "matters.extend": _extend,
    "matters.import": _matters,
    "matters.import_standard": _standard,
    "matters.import_duties": _duties,
    "matters.join": _join,
    "matters.look_at_sample": lambda full: Doing("office", [{"verdict": "verified"}], full.keys["samples"]),
    "matters.receive": _receive,
    "matters.receive, that follow from one": lambda full: Doing(
        "office", full.each(lambda n: request_of(full, n, kind="penalty", about=str(full.keys["hazard"])))
    ),
    "matters.reconcile": lambda full: Doing("dispatcher", export_rows(full)),
    "matters.reveal": lambda full: Doing("dispatcher", targets=full.keys["requests"]),
    "matters.settle": _settle,
    "matters.take_signals": lambda full: Doing("office", signal_rows(full)),
    "matters.note_call": lambda full: Doing("dispatcher", [{"result": "told"}], full.keys["calls"]),
    "matters.send_again": lambda full: Doing("dispatcher", targets=full.keys["undelivered"]),
    "matters.settle_delivery": lambda full: Doing("dispatcher", targets=full.keys["undelivered"]),
    "matters.split": lambda full: Doing("dispatcher", [{"title": "另一处"}], full.keys["requests"][1:]),
    "core.undo_import, duties": imported("matters.import_duties", _duties),
    "core.undo_import, matters": imported("matters.import", _matters),
}
