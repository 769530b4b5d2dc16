"""The pages of the desk that are measured: who opens them and by which address."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.query_counts.full_street import Full
from tests.query_counts.outlines import outlines

from jingwei.people.tests.list_sheets import DEPARTMENT_HEAD, POST_HEAD, STAFF_HEAD, sheet


@dataclass(frozen=True)
class Page:
    """`role` opens `address`, in which the keys of the street stand. `lists`: it shows a table of as many rows.

    A page that answers to a posted form has that form in `posted`.
    """

    role: str
    address: str
    lists: bool = False
    posted: Callable[[Full], dict[str, Any]] | None = None

    def open(self, full: Full) -> Any:
        """The answer."""
        client: Client = full.clients[self.role]
        address = self.address.format(**full.keys)
        return client.get(address) if self.posted is None else client.post(address, self.posted(full))


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


def _outlines(full: Full) -> dict[str, Any]:
    file = SimpleUploadedFile("防疫网格.geojson", json.dumps(outlines(full), ensure_ascii=False).encode())
    return {"file": file, "scheme": "drive", "scheme_name": "防疫网格", "partial": "no"}


BOX = "bbox=119.7,38.5,119.9,38.7&zoom=16"
END_DATES = "/registers/end-dates/"

# The name is that of the address in urls.py; what follows a comma tells apart who opens it, or what is asked.
PAGES = {
    "desk.home": Page("office", "/"),
    "desk.home, grid lead": Page("grid_lead", "/"),
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
    "imports.record, outlines": Page("office", "/imports/{outline_import}/"),
    "imports.undo": Page("system_admin", "/imports/{staff_import}/undo/"),
    "tokens.list": Page("system_admin", "/tokens/", lists=True),
    "tokens.choose": Page("system_admin", "/tokens/new/", lists=True),
    "tokens.make": Page("system_admin", "/tokens/new/{person}/"),
    "tokens.withdraw": Page("system_admin", "/tokens/{token}/withdraw/"),
    "places.list": Page("office", "/places/", lists=True),
    "places.list, on a day": Page("office", "/places/?level=community&on=2025-01-01", lists=True),
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
    "places.check": Page("office", "/places/check/general/"),
    "places.place": Page("office", "/places/{street}/"),
    "registers.index": Page("office", "/registers/", lists=True),
    "registers.sources": Page("office", "/registers/imports/", lists=True),
    "registers.source": Page("office", "/registers/imports/{source}/"),
    "registers.source, grid lead": Page("grid_lead", "/registers/imports/{source}/"),
    "registers.undo": Page("office", "/registers/imports/{source}/undo/"),
    "registers.match": Page("office", "/registers/drafts/{draft}/match/"),
    "registers.preview": Page("office", "/registers/drafts/{draft}/preview/"),
    "registers.remarks": Page("office", "/registers/drafts/{draft}/remarks/"),
    "registers.entry": Page("office", "/registers/entries/{entry}/"),
    "registers.entry, personal fields": Page("office", "/registers/entries/{firm}/"),
    "registers.reveal": Page(
        "office", "/registers/entries/{firm}/reveal/phone/", posted=lambda full: {"reason": "联系企业"}
    ),
    "registers.change": Page("office", "/registers/entries/{entry}/change/"),
    "registers.correct": Page("office", "/registers/entries/{entry}/correct/"),
    "registers.end": Page("office", "/registers/entries/{entry}/end/"),
    "registers.restore": Page("office", "/registers/entries/{ended}/restore/"),
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
    "registers.facets": Page("office", "/registers/houses/facets/"),
    "registers.save_view": Page("office", "/registers/houses/views/"),
    "registers.export": Page("office", "/registers/houses/export/?shape=returnable"),
    "registers.export, official": Page("office", "/registers/firms/export/?shape=official"),
    "registers.print": Page("office", "/registers/firms/print/", lists=True),
    "registers.stock": Page("office", "/registers/goods/stock/", lists=True),
    "registers.options": Page("office", "/registers/houses/options/?q=示例"),
    "registers.leading": Page("office", "/registers/entries/{entry}/leading/"),
    "registers.file": Page("office", "/registers/entries/{papered}/files/{paper}/"),
    "registers.record": Page("office", "/registers/houses/record/"),
    "registers.upload": Page("office", "/registers/houses/import/"),
    "registers.blank": Page("office", "/registers/houses/blank/"),
    "indicators.index": Page("office", "/indicators/?period=2025", lists=True),
    "indicators.values": Page("office", "/indicators/values/", lists=True),
    "indicators.enter": Page("statistician", "/indicators/values/enter/"),
    "indicators.import": Page("statistician", "/indicators/values/import/"),
    "indicators.import_blank": Page("statistician", "/indicators/values/import/blank/"),
    "indicators.import_preview": Page("statistician", "/indicators/values/import/{reported_file}/"),
    "indicators.definition": Page("office", "/indicators/houses/?period=2025"),
    "indicators.definition, derived": Page("office", "/indicators/per_house/?period=2025"),
    "indicators.definition, reported": Page("office", "/indicators/revenue/?period=2025"),
    "indicators.definition, many versions": Page("office", "/indicators/old/?period=2025"),
    "indicators.series": Page("office", "/indicators/houses/series/"),
    "indicators.locks": Page("office", "/indicators/locks/", lists=True),
    "indicators.lock": Page("statistician", "/indicators/locks/new/"),
    "indicators.unlock": Page("statistician", "/indicators/locks/{lock}/unlock/"),
    "indicators.rows": Page("office", "/indicators/houses/rows/?period=2025", lists=True),
    "reports.index": Page("statistician", "/reports/", lists=True),
    "reports.bulletin": Page("statistician", "/reports/bulletin/"),
    "reports.new": Page("statistician", "/reports/new/"),
    "reports.report": Page("statistician", "/reports/{report}/"),
    "reports.figure": Page("statistician", "/reports/{report}/figures/1"),
    "reports.word": Page("statistician", "/reports/{report}/word/"),
    "reports.figures": Page("statistician", "/reports/{report}/figures/", lists=True),
    "reports.beside": Page("statistician", "/reports/{report}/list/"),
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
