"""The pages of the desk that are measured: who opens them and by which address."""

import json
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.query_counts.full_street import Full
from tests.query_counts.matter_pages import MATTER_PAGES
from tests.query_counts.outlines import outlines, redrawn_page
from tests.query_counts.page import Page

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.list_sheets import DEPARTMENT_HEAD, POST_HEAD, STAFF_HEAD, sheet
from jingwei.registers.actions import ConfirmEntry


def _staff(full: Full) -> dict[str, Any]:
    rows = full.each(lambda n: (f"N{n:04d}", f"测{n}", "科员", "公务员", "城市建设办公室", "19900001234", ""))
    return {"file": sheet("花名册", STAFF_HEAD, rows)}


def _departments(full: Full) -> dict[str, Any]:
    return {"file": sheet("部门", DEPARTMENT_HEAD, full.each(lambda n: (f"n{n}", f"新设{n}", "", "", "")))}


def _appointments(full: Full) -> dict[str, Any]:
    rows = full.each(
        lambda n: (f"n-{n}", "专职网格员", "专职网格员", full.street.grid(n + 1).code, "", f"M{n:04d}", "", "A岗",
                   "2024-01-01", "")
    )  # fmt: skip
    return {"file": sheet("任职", POST_HEAD, rows)}


def _confirmed(full: Full) -> dict[str, Any]:
    """What is taken back is confirmed first, and counted with it."""
    rows = full.keys["houses"]
    with open_scope(full.street.scope("office")):
        perform(ConfirmEntry(), [{"confirmed_on": "2024-07-01"}], targets=[UUID(key) for key in rows])
    return {"row": rows}


def _outlines(full: Full) -> dict[str, Any]:
    file = SimpleUploadedFile("防疫网格.geojson", json.dumps(outlines(full), ensure_ascii=False).encode())
    return {"file": file, "scheme": "drive", "scheme_name": "防疫网格", "partial": "no"}


def _drafted(full: Full) -> dict[str, Any]:
    return {"d.verb": "count", "d.source": "houses", "unit": "处", "name": "新", "of": "houses", "do": "preview",
            "where.0.kind": "field", "where.0.path": "residents", "where.0.op": "over", "where.0.value": "1",
            "p.period": "2025"}  # fmt: skip


BOX = "bbox=119.7,38.5,119.9,38.7&zoom=16"
CIRCLE = "points=houses&rows=houses"
END_DATES = "/registers/end-dates/"
BOARDS = "/indicators/boards/"
FORMS = "/reports/forms/"
HANDOUTS = "/reports/handouts/"

# The name is that of the address in urls.py; what follows a comma tells apart who opens it, or what is asked.
PAGES = {
    **MATTER_PAGES,
    "desk.home": Page("office", "/"),
    "desk.home, grid lead": Page("grid_lead", "/"),
    "desk.home, handler": Page("handler", "/"),
    "desk.home, leader": Page("leader", "/"),
    "desk.home, security administrator": Page("security_admin", "/"),
    "desk.search": Page("office", "/search/?q=示例"),
    "desk.look": Page("office", "/look/"),
    "people.login": Page("", "/login/"),
    "people.switch": Page("office", "/switch/{account}/"),
    "people.password": Page("office", "/password/"),
    "people.quick_code": Page("office", "/quick-code/"),
    "people.mine": Page("office", "/mine/"),
    "people.mine, many posts": Page("grid_lead", "/mine/"),
    "people.lend": Page("grid_lead", "/mine/lend/"),
    "people.withdraw": Page("office", "/mine/withdraw/{delegation}/"),
    "people.act": Page("grid_lead", "/act/", posted=lambda full: {}),
    "people.act_under": Page("grid_lead", "/act/{led}/", posted=lambda full: {}),
    "people.hand_overs": Page("office", "/hand-over/", lists=True),
    "people.hand_over_choose": Page("office", "/hand-over/new/", lists=True),
    "people.hand_over": Page("office", "/hand-over/new/{post}/"),
    "people.hand_over_record": Page("office", "/hand-over/{hand_over}/"),
    "people.hand_over_record, printed": Page("office", "/hand-over/{hand_over}/?print=1"),
    "people.departments": Page("office", "/departments/", lists=True),
    "people.add_department": Page("system_admin", "/departments/new/"),
    "people.department": Page("office", "/departments/{safety}/"),
    "people.staff": Page("office", "/staff/", lists=True),
    "people.staff, of a community": Page("office", "/staff/?community={community}&q=王"),
    "people.staff, as known then": Page("office", "/staff/?on=2024-06-01&known_at=day"),
    "people.appointments": Page("office", "/appointments/", lists=True),
    "people.appointments, narrowed": Page("leader", "/appointments/?f.role=grid_worker&on=2024-06-01&known_at=day"),
    "people.add_staff": Page("system_admin", "/staff/new/"),
    "people.staff_options": Page("office", "/staff/options/?q=王"),
    "people.staff_record": Page("office", "/staff/{person}/"),
    "people.staff_record, system administrator": Page("system_admin", "/staff/{person}/"),
    "people.staff_record, security administrator": Page("security_admin", "/staff/{person}/"),
    "people.change_staff": Page("system_admin", "/staff/{person}/change/"),
    "people.leave_office": Page("system_admin", "/staff/{person}/leave/"),
    "people.posts": Page("security_admin", "/posts/", lists=True),
    "people.add_post": Page("system_admin", "/posts/new/"),
    "people.post_options": Page("security_admin", "/posts/options/?q=网格"),
    "people.place_options": Page("system_admin", "/places/options/?q=社区"),
    "people.appoint": Page("security_admin", "/appoint/?staff={person}"),
    "people.end_appointment": Page("security_admin", "/appointments/{appointment}/end/"),
    "people.accounts": Page("system_admin", "/accounts/", lists=True),
    "people.open_account": Page("system_admin", "/accounts/{idle}/open/"),
    "people.reset_password": Page("system_admin", "/accounts/{person}/reset/"),
    "people.switch_account": Page("system_admin", "/accounts/{person}/switch/"),
    "people.import": Page("system_admin", "/import/staff/"),
    "people.import, departments previewed": Page("system_admin", "/import/departments/", posted=_departments),
    "people.import, staff previewed": Page("system_admin", "/import/staff/", posted=_staff),
    "people.import, appointments previewed": Page("security_admin", "/import/appointments/", posted=_appointments),
    "people.audit_log": Page("audit_admin", "/audit/", lists=True),
    "people.audit_check": Page("audit_admin", "/audit/check/", posted=lambda full: {}),
    "imports.list": Page("system_admin", "/imports/?kind=people.import_staff", lists=True),
    "imports.list, statistician": Page("statistician", "/imports/", lists=True),
    "imports.record": Page("system_admin", "/imports/{staff_import}/"),
    "imports.record, reported values": Page("statistician", "/imports/{reported_import}/"),
    "imports.record, targets": Page("statistician", "/imports/{target_import}/"),
    "imports.record, outlines": Page("office", "/imports/{outline_import}/"),
    "imports.undo": Page("system_admin", "/imports/{staff_import}/undo/"),
    "jobs.list": Page("office", "/jobs/", lists=True),
    "jobs.job": Page("office", "/jobs/{job}/"),
    "jobs.state": Page("office", "/jobs/{job}/state/"),
    "jobs.stop": Page("office", "/jobs/{job}/stop/"),
    "jobs.again": Page("office", "/jobs/{job}/again/"),
    "jobs.file": Page("office", "/jobs/{job_done}/file/"),
    "tokens.list": Page("system_admin", "/tokens/", lists=True),
    "tokens.choose": Page("system_admin", "/tokens/new/", lists=True),
    "tokens.make": Page("system_admin", "/tokens/new/{person}/"),
    "tokens.withdraw": Page("system_admin", "/tokens/{token}/withdraw/"),
    "places.list": Page("office", "/places/", lists=True),
    "places.list, on a day": Page("office", "/places/?level=community&on=2025-01-01", lists=True),
    "places.list, as known then": Page("leader", "/places/?f.level=grid&on=2024-06-01&known_at=day"),
    "places.list, one more condition": Page("office", "/places/?pick=area"),
    "places.list, printed": Page("office", "/places/?as=paper", lists=True),
    "places.list, as a sheet": Page("office", "/places/?as=sheet"),
    "places.lookup": Page("office", "/places/lookup/?q=示例路"),
    "places.lookup, a place": Page("office", "/places/lookup/?place={community}"),
    "places.lookup, a point": Page("office", "/places/lookup/?q=119.80001,38.601"),
    "places.map": Page("office", "/places/map/"),
    "places.map, a place": Page("office", "/places/map/?place={community}"),
    "places.map, grid lead": Page("grid_lead", "/places/map/"),
    "places.picture": Page("office", "/places/map/picture.svg?layer=houses"),
    "places.picture, a place": Page("office", "/places/map/picture.svg?place={street}"),
    "places.points": Page("office", f"/places/map/points/houses/?{BOX}"),
    "places.shapes": Page("office", f"/places/map/shapes/rivers/?{BOX}"),
    "places.outlines": Page("office", f"/places/map/outlines/general/community/?{BOX}"),
    "places.entry_card": Page("office", "/places/map/entry/{entry}"),
    "places.place_card": Page("office", "/places/map/place/{community}/"),
    "places.import": Page("office", "/places/import/"),
    "places.import, previewed": Page("office", "/places/import/", posted=_outlines),
    "places.circles": Page("office", f"/places/circles/?{CIRCLE}"),
    "places.circle_rows": Page("office", f"/places/circles/rows/?{CIRCLE}&inside=1&place={{street_code}}", lists=True),
    "places.circle_gaps": Page("office", f"/places/circles/gaps/?{CIRCLE}&{BOX}"),
    "places.circle_areas": Page("office", f"/places/circles/areas/?{CIRCLE}&{BOX}"),
    "places.check": Page("office", "/places/check/general/"),
    "places.redraw": Page("office", "/places/redraw/general/"),
    "places.redraw, a step": Page("office", "/places/redraw/general/", posted=redrawn_page),
    "places.redraw_areas": Page("office", "/places/redraw/general/grid/areas/"),
    "places.place": Page("office", "/places/{street}/"),
    "people.duty": Page("dispatcher", "/duty/", lists=True),
    "people.set_duty": Page("dispatcher", "/duty/new/"),
    "people.withdraw_duty": Page("dispatcher", "/duty/{shift}/withdraw/"),
    "notices.list": Page("handler", "/notices/", lists=True),
    "notices.read": Page("handler", "/notices/read/"),
    "registers.index": Page("office", "/registers/", lists=True),
    "registers.take_out": Page("office", "/registers/take-out/"),
    "registers.sources": Page("office", "/registers/imports/", lists=True),
    "registers.source": Page("office", "/registers/imports/{source}/"),
    "registers.source, grid lead": Page("grid_lead", "/registers/imports/{source}/"),
    "registers.undo": Page("office", "/registers/imports/{source}/undo/"),
    "registers.new": Page("office", "/registers/new/"),
    "registers.blank_register": Page("office", "/registers/new/by-hand/"),
    "registers.shapes": Page("office", "/registers/new/shapes/"),
    "registers.plan": Page("office", "/registers/drafts/{proposal}/plan/"),
    "registers.plan_remarks": Page("office", "/registers/drafts/{proposal}/plan/remarks/"),
    "registers.settings": Page("office", "/registers/houses/settings/"),
    "registers.redesign": Page("office", "/registers/houses/settings/fields/"),
    "registers.shape": Page("office", "/registers/houses/settings/shape/"),
    "registers.forget": Page("office", "/registers/houses/settings/forget/"),
    "registers.retire": Page("office", "/registers/houses/settings/retire/"),
    "registers.revive": Page("office", "/registers/houses/settings/revive/"),
    "registers.match": Page("office", "/registers/drafts/{draft}/match/"),
    "registers.preview": Page("office", "/registers/drafts/{draft}/preview/"),
    "registers.remarks": Page("office", "/registers/drafts/{draft}/remarks/"),
    "registers.entry": Page("office", "/registers/entries/{entry}/"),
    "registers.entry, as known then": Page(
        "office", "/registers/entries/{entry}/?on=2024-06-01&known_at=2030-01-01T00:00:00%2B08:00"
    ),
    "registers.entry, personal fields": Page("office", "/registers/entries/{firm}/"),
    "registers.reveal": Page(
        "office", "/registers/entries/{firm}/reveal/phone/", posted=lambda full: {"reason": "联系企业"}
    ),
    "registers.change": Page("office", "/registers/entries/{entry}/change/"),
    "registers.correct": Page("office", "/registers/entries/{entry}/correct/"),
    "registers.end": Page("office", "/registers/entries/{entry}/end/"),
    "registers.restore": Page("office", "/registers/entries/{ended}/restore/"),
    "registers.tell_own": Page("office", "/registers/own/"),
    "registers.end_dates": Page("security_admin", END_DATES, lists=True),
    "registers.terms": Page("security_admin", END_DATES + "{ledger}/"),
    "registers.set_end_date": Page("security_admin", END_DATES + "{ledger}/change/"),
    "registers.seal_key": Page("security_admin", END_DATES + "keys/{data_key}/seal/"),
    "registers.unseal_key": Page("security_admin", END_DATES + "keys/{data_key}/unseal/"),
    "registers.ask_erasure": Page("security_admin", END_DATES + "keys/{data_key}/ask-erasure/"),
    "registers.drop_erasure": Page("security_admin", END_DATES + "keys/{data_key}/drop-erasure/"),
    "registers.erase": Page("leader", END_DATES + "keys/{data_key}/erase/"),
    "registers.list": Page("office", "/registers/houses/", lists=True),
    "registers.list, narrowed": Page("office", "/registers/houses/?q=示例&f.use=home&place={street}"),
    "registers.list, on a day": Page("office", "/registers/houses/?on=2024-06-01", lists=True),
    "registers.list, personal fields": Page("office", "/registers/firms/", lists=True),
    "registers.list, grid lead": Page("grid_lead", "/registers/houses/", lists=True),
    "registers.list, sorted and known then": Page(
        "office", "/registers/houses/?f.use-not=shop&f.residents-min=1&sort=-residents&on=2024-06-01&known_at=day"
    ),
    "registers.list, one or the other": Page(
        "office",
        "/registers/houses/?w=%7B%22either%22%3A%5B%7B%22use%22%3A%22home%22%7D%2C%7B%22rented%22%3Atrue%7D%5D%7D",
    ),
    "registers.condition": Page("office", "/registers/houses/condition/", lists=False),
    "registers.condition, a field": Page("office", "/registers/houses/condition/?pick=residents"),
    "registers.facets": Page("office", "/registers/houses/facets/"),
    "registers.save_view": Page("office", "/registers/houses/views/"),
    "registers.export": Page("office", "/registers/houses/export/?shape=returnable"),
    "registers.export, official": Page("office", "/registers/firms/export/?shape=official"),
    "registers.print": Page("office", "/registers/firms/print/", lists=True),
    "registers.duplicates": Page("office", "/registers/houses/duplicates/?find=1"),
    "registers.duplicates, of firms": Page("office", "/registers/firms/duplicates/?find=1"),
    "registers.told_apart": Page("office", "/registers/houses/duplicates/apart/", lists=True),
    "registers.tell_apart": Page("office", "/registers/houses/duplicates/tell-apart/?pair={entry}.{other_house}"),
    "registers.tell_alike": Page("office", "/registers/told-apart/{told_apart}/"),
    "registers.compare": Page("office", "/registers/houses/duplicates/{entry}/{other_house}/"),
    "registers.list, due": Page("grid_lead", "/registers/houses/?f.confirmation_due=no&sort=-last_confirmed"),
    "registers.confirmed": Page("office", "/registers/houses/confirmed/", lists=False),
    "registers.confirmed, by grid on a day": Page("office", "/registers/houses/confirmed/?by=grid&on=2024-06-01"),
    "registers.confirmed, printed": Page("office", "/registers/houses/confirmed/?as=paper"),
    "registers.confirm_entry": Page("office", "/registers/entries/{entry}/confirm/", posted=lambda full: {}),
    "registers.take_back": Page("office", "/registers/entries/{entry}/unconfirm/", posted=_confirmed),
    "registers.take_back_rows": Page("office", "/registers/houses/unconfirm/", posted=_confirmed),
    "registers.confirm_rows": Page("office", "/registers/houses/confirm/"),
    "registers.confirm_rows, chosen": Page(
        "office", "/registers/houses/confirm/", posted=lambda full: {"row": full.keys["houses"]}
    ),
    "registers.confirm_rows, all": Page(
        "office", "/registers/houses/confirm/", posted=lambda full: {"how": "visit", "confirmed_on": "2024-07-01"}
    ),
    "registers.end_rows": Page("office", "/registers/houses/end/", posted=lambda full: {"row": full.keys["houses"]}),
    "registers.end_rows, sure": Page(
        "office",
        "/registers/houses/end/",
        posted=lambda full: {
            "row": full.keys["houses"],
            "sure": "1",
            "ended_on": "2024-09-01",
            "left_for": "",
            "reason": "拆除",
        },
    ),
    "registers.list, of what left": Page("office", "/registers/houses/?ended=1&sort=-left_on"),
    "registers.set_leaving": Page("office", "/registers/houses/settings/leaving/"),
    "registers.set_confirming": Page("office", "/registers/houses/settings/confirming/"),
    "registers.merge": Page("office", "/registers/entries/{entry}/merge/"),
    "registers.merge_two": Page("office", "/registers/entries/{other_house}/merge/{entry}/"),
    "registers.split": Page("office", "/registers/entries/{entry}/split/"),
    "registers.undo_succession": Page("office", "/registers/successions/{succession}/undo/"),
    "registers.atlas": Page("office", "/registers/houses/atlas/"),
    "registers.stock": Page("office", "/registers/goods/stock/", lists=True),
    "registers.options": Page("office", "/registers/houses/options/?q=示例"),
    "registers.dossier": Page("office", "/registers/entries/{entry}/dossier/"),
    "registers.dossier, personal fields": Page("office", "/registers/entries/{firm}/dossier/"),
    "registers.dossier, printed": Page("office", "/registers/entries/{entry}/dossier/?as=paper"),
    "registers.dossier, papers": Page("office", "/registers/entries/{papered}/dossier/"),
    "registers.dossier_part": Page("office", "/registers/entries/{entry}/dossier/links/"),
    "registers.leading": Page("office", "/registers/entries/{entry}/leading/"),
    "registers.file": Page("office", "/registers/entries/{papered}/files/{paper}/"),
    "registers.record": Page("office", "/registers/houses/record/"),
    "registers.upload": Page("office", "/registers/houses/import/"),
    "registers.blank": Page("office", "/registers/houses/blank/"),
    "indicators.index": Page("office", "/indicators/?period=2025", lists=True),
    "indicators.values": Page("office", "/indicators/values/", lists=True),
    "indicators.statements": Page("office", "/indicators/values/statements/", lists=True),
    "indicators.enter": Page("statistician", "/indicators/values/enter/"),
    "indicators.import": Page("statistician", "/indicators/values/import/"),
    "indicators.import_blank": Page("statistician", "/indicators/values/import/blank/"),
    "indicators.import_preview": Page("statistician", "/indicators/values/import/{reported_file}/"),
    "indicators.definition": Page("office", "/indicators/houses/?period=2025"),
    "indicators.definition, derived": Page("office", "/indicators/per_house/?period=2025"),
    "indicators.definition, reported": Page("office", "/indicators/revenue/?period=2025"),
    "indicators.definition, many versions": Page("office", "/indicators/old/?period=2025"),
    "indicators.series": Page("office", "/indicators/houses/series/"),
    "indicators.series, many versions": Page("office", "/indicators/old/series/?as=xlsx"),
    "indicators.define": Page("statistician", "/indicators/definitions/new/"),
    "indicators.define, previewed": Page("statistician", "/indicators/definitions/new/", posted=_drafted),
    "indicators.redefine": Page("statistician", "/indicators/per_house/define/"),
    "indicators.redefine, previewed": Page("statistician", "/indicators/houses/define/", posted=_drafted),
    "indicators.preview": Page("statistician", "/indicators/definitions/preview/", posted=_drafted),
    "indicators.retire": Page("statistician", "/indicators/houses/retire/"),
    "indicators.versions": Page("office", "/indicators/old/versions/"),
    "indicators.definitions_yaml": Page("office", "/indicators/definitions/yaml/"),
    "indicators.definition_yaml": Page("office", "/indicators/houses/yaml/"),
    "indicators.import_definitions": Page("statistician", "/indicators/definitions/import/"),
    "indicators.import_definitions_preview": Page("statistician", "/indicators/definitions/import/{definitions_file}/"),
    "indicators.ties": Page("office", "/indicators/per_house/ties/"),
    "indicators.all_ties": Page("office", "/indicators/ties/"),
    "indicators.boards": Page("office", BOARDS, lists=True),
    "indicators.make_board": Page("office", BOARDS + "new/"),
    "indicators.board": Page("office", BOARDS + "{board}/"),
    "indicators.board, grid lead": Page("grid_lead", BOARDS + "{board}/"),
    "indicators.board, arranged": Page("office", BOARDS + "{board}/?edit=1"),
    "indicators.board_paper": Page("office", BOARDS + "{board}/paper/"),
    "indicators.board_chat": Page("office", BOARDS + "{board}/chat/"),
    "indicators.change_board": Page("office", BOARDS + "{board}/change/"),
    "indicators.share_board": Page("office", BOARDS + "{board}/share/"),
    "indicators.copy_board": Page("office", BOARDS + "{board}/copy/"),
    "indicators.retire_board": Page("office", BOARDS + "{board}/retire/"),
    "indicators.put_tile": Page("office", BOARDS + "{board}/tiles/new/"),
    "indicators.preview_tile": Page(
        "office", BOARDS + "{board}/tiles/preview/", posted=lambda full: {"kind": "parts", "indicators": "houses"}
    ),
    "indicators.change_tile": Page("office", BOARDS + "{board}/tiles/t0/"),
    "indicators.move_tile": Page("office", BOARDS + "{board}/tiles/t0/move/", posted=lambda full: {"to": "last"}),
    "indicators.remove_tile": Page("office", BOARDS + "{board}/tiles/t0/remove/", posted=lambda full: {}),
    "indicators.locks": Page("office", "/indicators/locks/", lists=True),
    "indicators.lock": Page("statistician", "/indicators/locks/new/"),
    "indicators.unlock": Page("statistician", "/indicators/locks/{lock}/unlock/"),
    "indicators.targets": Page("office", "/indicators/targets/?period=2025", lists=True),
    "indicators.targets, printed": Page("office", "/indicators/targets/?period=2025&on=2025-06-30&print=1", lists=True),
    "indicators.set_target": Page("statistician", "/indicators/targets/new/"),
    "indicators.assess_targets": Page("statistician", "/indicators/targets/assess/"),
    "indicators.import_targets": Page("statistician", "/indicators/targets/import/"),
    "indicators.import_targets_blank": Page("statistician", "/indicators/targets/import/blank/"),
    "indicators.import_targets_preview": Page("statistician", "/indicators/targets/import/{target_file}/"),
    "indicators.target": Page("statistician", "/indicators/targets/{target}/"),
    "indicators.outlook": Page("statistician", "/indicators/targets/{target}/outlook/?on=2025-06-30"),
    "indicators.correct_target": Page("statistician", "/indicators/targets/{target}/correct/"),
    "indicators.withdraw_target": Page("statistician", "/indicators/targets/{target}/withdraw/"),
    "indicators.explain_target": Page("handler", "/indicators/targets/{target}/explain/"),
    "indicators.finish_remedy": Page("statistician", "/indicators/targets/remedies/{remedy}/done/"),
    "indicators.lights": Page("office", "/indicators/targets/lights/?period=2025Q3"),
    "indicators.enter_lights": Page("statistician", "/indicators/targets/lights/new/"),
    "indicators.light_rules": Page("office", "/indicators/targets/lights/rules/"),
    "indicators.set_light_rules": Page("statistician", "/indicators/targets/lights/rules/change/"),
    "indicators.light_sheet": Page("statistician", "/indicators/targets/lights/sheets/{light_sheet}/"),
    "indicators.withdraw_lights": Page("statistician", "/indicators/targets/lights/sheets/{light_sheet}/withdraw/"),
    "indicators.light": Page("handler", "/indicators/targets/lights/{light}/"),
    "indicators.explain_light": Page("handler", "/indicators/targets/lights/{light}/explain/"),
    "indicators.rows": Page("office", "/indicators/houses/rows/?period=2025", lists=True),
    "indicators.rows, as known then": Page(
        "leader", "/indicators/houses/rows/?period=2024&known_at=2025-06-01T00:00:00%2B08:00"
    ),
    "indicators.rows, statements": Page("office", "/indicators/revenue/rows/?period=2025"),
    "reports.index": Page("statistician", "/reports/", lists=True),
    "reports.bulletin": Page("statistician", "/reports/bulletin/"),
    "reports.new": Page("statistician", "/reports/new/"),
    "reports.report": Page("statistician", "/reports/{report}/"),
    "reports.figure": Page("statistician", "/reports/{report}/figures/1"),
    "reports.word": Page("statistician", "/reports/{report}/word/"),
    "reports.figures": Page("statistician", "/reports/{report}/figures/", lists=True),
    "reports.beside": Page("statistician", "/reports/{report}/list/"),
    "reports.forms": Page("statistician", FORMS, lists=True),
    "reports.new_form": Page("statistician", FORMS + "new/"),
    "reports.keep_form": Page("statistician", FORMS + "new/{form_file}/"),
    "reports.form": Page("statistician", FORMS + "{form}/"),
    "reports.fill_form": Page("statistician", FORMS + "{form}/fill/"),
    "reports.bind_form": Page("statistician", FORMS + "{form}/bind/?cell=C5"),
    "reports.bind_area": Page("statistician", FORMS + "{form}/area/?area=C5:F20"),
    "reports.bind_rows": Page("statistician", FORMS + "{form}/rows/?ledger=houses"),
    "reports.retire_form": Page("statistician", FORMS + "{form}/retire/"),
    "reports.filling": Page("statistician", FORMS + "fillings/{filling}/"),
    "reports.filled_now": Page("statistician", FORMS + "fillings/{filling}/now/"),
    "reports.filled_file": Page("statistician", FORMS + "fillings/{filling}/file/"),
    "reports.send_form": Page("statistician", FORMS + "fillings/{filling}/send/"),
    "reports.handouts": Page("statistician", HANDOUTS, lists=True),
    "reports.hand_out": Page("statistician", HANDOUTS + "new/"),
    "reports.handout": Page("statistician", HANDOUTS + "{handout}/"),
    "reports.handout_rows": Page("statistician", HANDOUTS + "{handout}/rows/"),
    "reports.handout_zip": Page("statistician", HANDOUTS + "{handout}/zip/"),
    "reports.handout_merged": Page("statistician", HANDOUTS + "{handout}/merged/"),
    "reports.handout_import": Page("statistician", HANDOUTS + "{handout}/import/", posted=lambda full: {}),
    "reports.close_handout": Page("statistician", HANDOUTS + "{handout}/close/"),
    "reports.handout_part": Page("statistician", HANDOUTS + "parts/{part}/"),
    "reports.handout_part, community": Page("community_secretary", HANDOUTS + "parts/{part}/"),
    "reports.handout_sheet": Page("community_secretary", HANDOUTS + "parts/{part}/sheet/"),
    "reports.handout_remarks": Page("statistician", HANDOUTS + "parts/{part}/remarks/"),
    "reports.readings": Page("statistician", "/reports/readings/", lists=True),
    "reports.read": Page("statistician", "/reports/readings/new/"),
    "reports.reading": Page("statistician", "/reports/readings/{reading}/"),
    "reports.reading_table": Page("statistician", "/reports/readings/{reading}/figures/", lists=True),
    "reports.read_figure": Page("statistician", "/reports/readings/figures/{read_figure}/"),
    "reports.dismiss": Page("statistician", "/reports/readings/figures/{read_figure}/dismiss/"),
    "api.docs": Page("office", "/api/v1/docs"),
    "api.openapi-json": Page("office", "/api/v1/openapi.json"),
}

UNMEASURED_ADDRESSES = {
    "people.logout": "posted only; it ends the session and shows nothing",
    "api.nowhere": "the answer to an address that does not exist",
}
