"""The actions that are measured: who performs each on so many rows, or on one row of a street that holds so many."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from tests.query_counts.doing import Doing, do, imported
from tests.query_counts.full_figures import definitions_file, reported_file, summary, target_file
from tests.query_counts.full_forms import form_bindings
from tests.query_counts.full_ledgers import house_of, houses_sheet, outline_file, shapes_file
from tests.query_counts.full_street import LATER, TODAY, Full
from tests.query_counts.matter_actions import MATTER_ACTIONS
from tests.query_counts.outlines import drawn_file

from jingwei.api.models import ApiToken
from jingwei.api.tokens import new_token
from jingwei.core.files import keep_file
from jingwei.core.models import DataKey
from jingwei.core.scope import open_scope
from jingwei.indicators.actions.set_light_rules import bounds_of
from jingwei.indicators.models import Definition
from jingwei.indicators.targets.rules import rules_in_force
from jingwei.people.models import Delegation, Staff
from jingwei.people.tests.street import PASSWORD
from jingwei.registers.designing.drafts import keep_proposal
from jingwei.registers.incoming import upload
from jingwei.registers.models import ToldApart
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import FIRMS


def _keys(rows: Sequence[Any]) -> list[UUID]:
    return [one.pk for one in rows]


def _make_tokens(full: Full) -> Doing:
    row = {"name": "对接", "expires_on": str(LATER)}
    return Doing("system_admin", [row], _keys(full.people), {"tokens": full.each(lambda n: new_token())})


def _withdraw_tokens(full: Full) -> Doing:
    with open_scope(full.street.keeper()):
        return Doing("system_admin", targets=_keys(ApiToken.objects.all()))


def _define(full: Full) -> Doing:
    rows = full.each(lambda n: {"key": f"n{n}", "name": f"新指标{n}", "unit": "处"})
    return Doing("statistician", rows, context={"bodies": {row["key"]: {"count": "houses"} for row in rows}})


def _define_one(full: Full) -> Doing:
    rows = full.each(lambda n: {"key": f"n{n}", "name": f"新指标{n}", "unit": "处", "body": "count: houses"})
    return Doing("statistician", rows)


def _redefine(full: Full) -> Doing:
    with open_scope(full.scope("statistician")):
        found = list(Definition.objects.filter(name__startswith="指标").order_by("pk"))
    body = "{count: houses, where: {residents: {over: 1}}}"
    return Doing("statistician", [{"name": one.name, "unit": "处", "body": body} for one in found], _keys(found))


def _retire(full: Full) -> Doing:
    with open_scope(full.scope("statistician")):
        return Doing("statistician", targets=_keys(Definition.objects.filter(name__startswith="指标")))


def _import_definitions(full: Full) -> Doing:
    with open_scope(full.scope("statistician")):
        return Doing("statistician", targets=[definitions_file(full).pk])


def _enter(full: Full) -> Doing:
    rows = full.each(
        lambda n: {"indicator": "revenue", "period": f"{2000 + n // 12}-01/{2000 + n // 12}-{n % 12 + 1:02d}",
                   "value": "7", "supplier": "区财政局", "paper": "更正函"}
    )  # fmt: skip
    return Doing("statistician", rows)


def _import_reported(full: Full) -> Doing:
    with open_scope(full.street.scope("statistician")):
        return Doing("statistician", targets=[reported_file(full, 11).pk])


def _uuids(keys: Sequence[str]) -> list[UUID]:
    return [UUID(key) for key in keys]


def _set_targets(full: Full) -> Doing:
    row = {"period": "2023", "operator": "at_least", "value": "9", "issuer": "区政府", "paper": "1号"}
    return Doing("statistician", full.each(lambda n: {**row, "indicator": f"i{n}"}))


def _correct_targets(full: Full) -> Doing:
    row = {"change": "adjust", "from_day": "2025-07-01", "operator": "at_least", "value": "9", "paper": "2号"}
    return Doing("statistician", [row], _uuids(full.keys["targets"]))


def _explain(full: Full) -> Doing:
    why = {"cause": "因", "measure": "措", "person": "人", "due": str(LATER)}
    return Doing("handler", [{"about": key, **why} for key in full.keys["targets"]])


def _enter_lights(full: Full) -> Doing:
    row = {"paper": "1期", "assessed": "2", "green": "1", "yellow": "0", "red": "1", "lights": "甲 红灯\n乙 绿灯",
           "rank": "1", "rank_group": "全区", "period": "2025Q2"}  # fmt: skip
    return Doing("statistician", full.each(lambda n: {**row, "issuer": f"第{n}局"}))


def _import_targets(full: Full) -> Doing:
    with open_scope(full.street.scope("statistician")):
        return Doing("statistician", targets=[target_file(full, 11).pk])


def _set_rules(full: Full) -> Doing:
    with open_scope(full.street.scope("statistician")):
        bounds = bounds_of(rules_in_force())
    return Doing("statistician", [{**bounds, "basis": "办法"}])


def _departments(full: Full) -> Doing:
    return Doing("system_admin", full.each(lambda n: {"key": f"new{n}", "name": f"新部门{n}"}))


def _staff(full: Full) -> Doing:
    return Doing("system_admin", full.each(lambda n: {"number": f"N{n:04d}", "name": f"测{n}", "phone": "19900001234"}))


def _posts(full: Full) -> Doing:
    rows = full.each(
        lambda n: {"key": f"n-{n}", "name": "网格员", "role": "grid_worker", "place": str(full.posts[n].place_id)}
    )
    return Doing("system_admin", rows)


def _appoint(full: Full) -> Doing:
    rows = full.each(
        lambda n: {"post": str(full.posts[n].pk), "staff": str(full.people[n - 1].pk), "rank": "B",
                   "valid_from": str(TODAY)}
    )  # fmt: skip
    return Doing("security_admin", rows)


def _appointments(full: Full) -> Doing:
    rows = full.each(
        lambda n: {"post": f"n-{n}", "post_name": "专职网格员", "role": "专职网格员", "valid_from": "2024-01-01",
                   "place": full.street.grid(n + 1).code, "number": f"M{n:04d}"}
    )  # fmt: skip
    return Doing("security_admin", rows)


def _delegate(full: Full) -> Doing:
    post = str(full.street.posts["office"].pk)
    rows = full.each(
        lambda n: {"post": post, "taker": str(full.people[n].pk), "valid_from": str(TODAY), "valid_to": str(TODAY)}
    )
    return Doing("office", rows)


def _hand_over(full: Full) -> Doing:
    rows = full.each(lambda n: {"post": str(full.posts[n].pk), "taker": str(full.people[n - 1].pk), "on": str(TODAY)})
    return Doing("office", rows)


def _open_accounts(full: Full) -> Doing:
    with open_scope(full.street.keeper()):
        made = full.each(lambda n: Staff(subdistrict=full.street.code, number=f"{full.street.code}-{n}", name=f"测{n}"))
        Staff.objects.bulk_create(made)
    return Doing("system_admin", targets=_keys(made))


def _withdraw(full: Full) -> Doing:
    with open_scope(full.street.keeper()):
        return Doing("office", targets=_keys(Delegation.objects.all()))


def _subdistricts(full: Full) -> Doing:
    rows = full.each(lambda n: {"code": f"9902{n:05d}", "name": f"第{n}街道", "office": f"第{n}街道办事处"})
    return Doing("keeper", rows)


def _divisions(full: Full) -> Doing:
    lines = ["code,name", "99,沧海省", "9901,沧澜市", *full.each(lambda n: f"990101{n + 100},第{n}街道")]
    lines.insert(3, "990101,观海区")
    with open_scope(full.street.keeper()):
        stored = keep_file("\n".join(lines).encode("utf-8-sig"), "代码.csv", "text/csv")
    return Doing("keeper", targets=[stored.pk])


def _outlines(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        stored = outline_file(full, 0.5)
    return Doing("office", [{"scheme": "parts", "scheme_name": "消防网格"}], [stored.pk])


def _redraw(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        stored = drawn_file(full)
    return Doing("office", [{"scheme": "general"}], [stored.pk])


def _on_keys(state: str, asked: bool = False, role: str = "security_admin", **more: Any) -> Callable[[Full], Doing]:
    """A verb on all keys of one ledger; with `one` on the first of them."""
    one, row, context = more.pop("one", False), more.pop("row", {}), more.pop("context", {})

    def doing(full: Full) -> Doing:
        keys = full.keys["data_keys"]
        with open_scope(full.street.keeper()):
            found = DataKey.objects.filter(pk__in=keys)
            found.update(state=state, **({"asked_at": "2026-01-01T00:00+08:00", "asked_by": None} if asked else {}))
        return Doing(role, [row], keys[:1] if one else keys, context)

    return doing


def _shapes(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        stored = shapes_file(full, 3)
    return Doing("office", [{"register": "rivers"}], [stored.pk])


def _houses(full: Full) -> list[UUID]:
    return [UUID(key) for key in full.keys["houses"]]


def _change(full: Full) -> Doing:
    return Doing("office", [{"residents": 8}], _houses(full), {"given": ["residents"]})


def _end(full: Full) -> Doing:
    return Doing("office", [{"ended_on": str(TODAY)}], _houses(full))


def _restore(full: Full) -> Doing:
    do(full, "registers.end", _end(full))
    return Doing("office", targets=_houses(full))


def _tell_apart(full: Full) -> Doing:
    houses = _houses(full)
    return Doing("office", [{"other": str(one)} for one in (*houses[1:], houses[0])], houses)


def _merge(full: Full) -> Doing:
    """Into another house the one that so many rows lead to."""
    first, second, *_ = _houses(full)
    return Doing("office", [{"take": "residents"}], [second, first])


def _split(full: Full) -> Doing:
    """The house that so many rows lead to."""
    lines = full.each(lambda n: {"n_number": f"N{n}"})
    return Doing("office", [{"on": str(TODAY), "into": lines, "lead": "N1"}], _houses(full)[:1])


def _undo_merging(full: Full) -> Doing:
    return Doing("office", targets=[UUID(do(full, "registers.merge", _merge(full))["succession"])])


def _tell_alike(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        return Doing("office", targets=_keys(ToldApart.objects.all()))


def _record(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        context = {"register": register_by_key("houses")}
    return Doing("office", full.each(lambda n: house_of(full, n + 5000)), context=context)


def _sheet(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        draft = upload(register_by_key("houses"), houses_sheet(full, first=6000, wrong=False), "新.xlsx")
    return Doing("office", targets=[draft.pk])


def _proposal(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        draft = keep_proposal(houses_sheet(full, first=7000, wrong=False), "沿街商铺.xlsx")
    return Doing("office", targets=[draft.pk])


def _houses_ledger(full: Full) -> UUID:
    with open_scope(full.street.scope("office")):
        return register_by_key("houses").pk


def _forget_head(full: Full) -> Doing:
    return Doing("office", [{"head": "居住人数"}], [_houses_ledger(full)])


def _revive(full: Full) -> Doing:
    do(full, "registers.retire", Doing("office", targets=[_houses_ledger(full)]))
    return Doing("office", targets=[_houses_ledger(full)])


def _stopped_jobs(full: Full) -> Doing:
    do(full, "core.stop_job", Doing("office", targets=full.keys["jobs"]))
    return Doing("office", targets=full.keys["jobs"])


def _undo_sheet(full: Full) -> Doing:
    return Doing("office", targets=[UUID(do(full, "registers.import_sheet", _sheet(full))["source"])])


def _ledger(full: Full) -> Doing:
    row = {"key": "more", "name": "新台账", "noun": "企业", "unit": "家", "key_field": "code", "title_field": "name",
           "purpose": "联系企业", "basis": "个人信息保护法", "keep_until": "2030-12-31"}  # fmt: skip
    return Doing("office", [row], context={"fields": FIRMS})


def _change_field(full: Full) -> Doing:
    with open_scope(full.street.scope("office")):
        register = register_by_key("houses")
    return Doing(
        "office", [{"what": "merge_choices", "field": "use", "values": "office", "into": "shop"}], [register.pk]
    )


def _unconfirm(full: Full) -> Doing:
    do(full, "registers.confirm", Doing("office", [{"confirmed_on": "2024-07-01"}], _houses(full)))
    return Doing("office", targets=_houses(full))


def _unmask(full: Full) -> Doing:
    return Doing("office", targets=[UUID(key) for key in full.keys["firms"]])


def _confirm(full: Full) -> Doing:
    rows = full.each(lambda n: {"indicator": "houses", "period": f"{1990 + n // 12}-{n % 12 + 1:02d}"})
    return Doing("statistician", rows, full.keys["read_figures"])


def _on_boards(**row: Any) -> Callable[[Full], Doing]:
    return lambda full: Doing("office", [row], full.keys["boards"])


def _people(role: str, **row: Any) -> Callable[[Full], Doing]:
    return lambda full: Doing(role, [row], _keys(full.people))


def _change_staff(full: Full) -> Doing:
    return Doing("system_admin", [{"number": p.number, "name": p.name} for p in full.people], _keys(full.people))


NEW = "Xinlan-Test-2026"


# The name is that of the action; what follows a comma tells what it is performed on.
ACTIONS: dict[str, Callable[[Full], Doing]] = {
    **MATTER_ACTIONS,
    "people.set_duty": lambda full: Doing(
        "dispatcher",
        [{"day": str(TODAY), "shift": "day", "seat": "duty", "staff": str(one.pk)} for one in full.people],
    ),
    "people.withdraw_duty": lambda full: Doing("dispatcher", targets=full.keys["shifts"], reason="换班"),
    "core.mark_read": lambda full: Doing("handler"),
    "api.make_token": _make_tokens,
    "api.withdraw_token": _withdraw_tokens,
    "core.ask_job_again": _stopped_jobs,
    "core.stop_job": lambda full: Doing("office", targets=full.keys["jobs"]),
    "core.undo_import, departments": imported("people.import_departments", _departments),
    "core.undo_import, staff": imported("people.import_staff", _staff),
    "core.undo_import, appointments": imported("people.import_appointments", _appointments),
    "core.undo_import, outlines": imported("places.import_outlines", _outlines),
    "core.undo_import, redrawing": imported("places.redraw", _redraw),
    "core.undo_import, definitions": imported("indicators.import_definitions", _import_definitions),
    "core.undo_import, reported values": imported("indicators.import_reported", _import_reported),
    "core.undo_import, targets": imported("indicators.import_targets", _import_targets),
    "indicators.assess_targets": lambda full: Doing("statistician"),
    "indicators.correct_target": _correct_targets,
    "indicators.enter_lights": _enter_lights,
    "indicators.explain_red": _explain,
    "indicators.finish_remedy": lambda full: Doing(
        "statistician", [{"done_on": str(TODAY), "outcome": "已办"}], full.keys["remedies"]
    ),
    "indicators.import_targets": _import_targets,
    "indicators.set_light_rules": _set_rules,
    "indicators.set_target": _set_targets,
    "indicators.withdraw_lights": lambda full: Doing("statistician", targets=full.keys["light_sheets"]),
    "indicators.withdraw_target": lambda full: Doing("statistician", targets=_uuids(full.keys["targets"])),
    "indicators.bind_names": lambda full: Doing(
        "statistician", full.each(lambda n: {"name": f"通报名称{n}", "indicator": "revenue"})
    ),
    "indicators.change_board": _on_boards(title="改名", period="year"),
    "indicators.copy_board": _on_boards(title="副本"),
    "indicators.define": _define,
    "indicators.define_one": _define_one,
    "indicators.enter_reported": _enter,
    "indicators.import_definitions": _import_definitions,
    "indicators.import_reported": _import_reported,
    "indicators.make_board": lambda full: Doing(
        "office", full.each(lambda n: {"title": f"新看板{n}", "period": "year", "shared": "street"})
    ),
    "indicators.move_tile": _on_boards(tile="t0", to="last"),
    "indicators.put_tile": lambda full: Doing(
        "office", [{"kind": "parts", "indicators": "houses", "place": full.street.code}], full.keys["boards"][1:]
    ),
    "indicators.remove_tile": _on_boards(tile="t0"),
    "indicators.retire_board": _on_boards(),
    "indicators.share_board": _on_boards(shared="own"),
    "indicators.lock": lambda full: Doing("statistician", [{"period": "2023"}]),
    "indicators.redefine": _redefine,
    "indicators.retire": _retire,
    "indicators.unlock": lambda full: Doing("statistician", targets=full.keys["locks"]),
    "people.add_department": _departments,
    "people.add_post": _posts,
    "people.add_staff": _staff,
    "people.appoint": _appoint,
    "people.change_password": lambda full: Doing("office", [{"old": PASSWORD, "new": NEW, "again": NEW}]),
    "people.change_staff": _change_staff,
    "people.delegate": _delegate,
    "people.end_appointment": lambda full: Doing("security_admin", [{"valid_to": str(TODAY)}], _keys(full.held)),
    "people.hand_over": _hand_over,
    "people.import_appointments": _appointments,
    "people.import_departments": _departments,
    "people.import_staff": _staff,
    "people.leave_office": _people("system_admin", left_on=str(TODAY)),
    "people.open_account": _open_accounts,
    "people.reset_password": _people("system_admin"),
    "people.set_quick_code": lambda full: Doing("office", [{"password": PASSWORD, "code": "8305"}]),
    "people.switch_account": _people("system_admin", active=False),
    "people.withdraw_delegation": _withdraw,
    "places.add_subdistrict": _subdistricts,
    "places.import_divisions": _divisions,
    "places.import_outlines": _outlines,
    "places.redraw": _redraw,
    "registers.ask_erasure": _on_keys("active"),
    "registers.attach_shapes": _shapes,
    "registers.change": _change,
    "registers.change_field": _change_field,
    "registers.confirm": lambda full: Doing("office", [{"confirmed_on": "2024-07-01"}], _houses(full)),
    "registers.correct": _change,
    "registers.define": _ledger,
    "registers.drop_erasure": _on_keys("active", asked=True),
    "registers.end": _end,
    "registers.end_term, one key": _on_keys("active", role="keeper", one=True, context={"on": LATER}),
    "registers.erase, one key": _on_keys("active", asked=True, role="leader", one=True, row={"ledger": "企业台账"}),
    "registers.forget_head": _forget_head,
    "registers.import_sheet": _sheet,
    "registers.make_from_sheet": _proposal,
    "registers.merge": _merge,
    "registers.record": _record,
    "registers.restore": _restore,
    "registers.retire": lambda full: Doing("office", targets=[_houses_ledger(full)]),
    "registers.revive": _revive,
    "registers.seal_key": _on_keys("active"),
    "registers.set_leaving": lambda full: Doing(
        "office", [{"reasons": [{"label": "拆除"}], "free": True}], [_houses_ledger(full)]
    ),
    "registers.set_confirming": lambda full: Doing("office", [{"confirm_every": "year"}], [_houses_ledger(full)]),
    "registers.set_end_date, of all keys": lambda full: Doing(
        "security_admin", [{"keep_until": "2035-12-31", "known": "too"}], [full.keys["ledger"]]
    ),
    "registers.split": _split,
    "registers.tell_alike": _tell_alike,
    "registers.tell_apart": _tell_apart,
    "registers.tell_own": lambda full: Doing(
        "office", [{"why": "own", "number": "11010519491231002X", "paper": "本人身份证"}]
    ),
    "registers.unconfirm": _unconfirm,
    "registers.undo_succession": _undo_merging,
    "registers.undo_import": _undo_sheet,
    "registers.unmask": _unmask,
    "registers.unseal_key": _on_keys("sealed", row={"basis": "民事诉讼法第六十七条", "until": str(TODAY)}),
    "reports.bind_form": lambda full: Doing(
        "statistician", targets=[full.keys["form"]], context={"bind": form_bindings(full)}
    ),
    "reports.close_handout": lambda full: Doing("statistician", targets=full.keys["handouts"]),
    "reports.confirm_figure": _confirm,
    "reports.dismiss_figure": lambda full: Doing("statistician", targets=full.keys["read_figures"]),
    "reports.draft": lambda full: Doing("statistician", [{"period": "2025"}]),
    "reports.fill_form": lambda full: Doing("statistician", [{"period": "2025-06"}], [full.keys["form"]]),
    "reports.give_back": lambda full: Doing(
        "statistician", targets=[full.keys["part"]], context={"data": full.keys["part_sheet"], "filename": "表.xlsx"}
    ),
    "reports.hand_out": lambda full: Doing(
        "statistician", [{"title": "核对", "register": "houses", "level": "community", "due": str(LATER)}]
    ),
    "reports.keep_form": lambda full: Doing(
        "statistician", [{"name": "新表", "issuer": "区民政局"}], [full.keys["form_file"]]
    ),
    "reports.read": lambda full: Doing(
        "statistician", context={"data": summary(full).encode(), "filename": "总结.txt"}
    ),
    "reports.retire_form": lambda full: Doing("statistician", targets=full.keys["forms"]),
    "reports.send_form": lambda full: Doing(
        "statistician", [{"recipient": "区民政局", "sent_on": str(TODAY)}], full.keys["fillings"]
    ),
}
