"""Matters as a source of facts: each is an event of the day on which it was received."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse

from jingwei.core.facts.source import Shown, Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.then import as_known
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import Actor
from jingwei.matters.catalogue import categories
from jingwei.matters.kinds import details, kinds, place_classes
from jingwei.matters.models import Channel, Matter, Sample
from jingwei.matters.policy import READ_SENSITIVE, policy
from jingwei.matters.stages import WORDS


def _choices(pairs: Any) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)


_classes = categories().values()
FIELDS = FieldSet(
    key="matters",
    version=1,
    fields=(
        Field("number", "编号", "text"),
        Field("kind", "类别", "choice", choices=_choices((k.key, k.name) for k in kinds().values()), facet=True),
        Field("stage", "阶段", "choice", choices=_choices(WORDS.items()), facet=True),
        Field("lead", "主办部门", "text", facet=True),
        Field("received", "受理日期", "date", facet=True),
        Field("due", "办结时限", "date"),
        Field("closed", "办结日期", "date"),
        Field("on_time", "按期办结", "yesno", facet=True),
        Field("outcome", "办理结果", "choice", choices=_choices(Matter.Outcome.choices), facet=True),
        Field("contacted", "已联系", "yesno"),
        Field("solved", "回访认为已解决", "yesno", facet=True),
        Field("rating", "满意度", "choice", choices=_choices(Matter.Rating.choices), facet=True),
        Field(
            "category", "分类", "choice", choices=_choices((c.key, c.name) for c in categories().values()), facet=True
        ),
        Field("channel", "来源", "choice", choices=_choices(Channel.choices), facet=True),
        Field("urgent", "紧急", "yesno", facet=True),
        Field("suspended", "暂停中", "yesno"),
        Field("place_class", "区域类别", "choice", choices=_choices(place_classes().items())),
        Field("on_spot", "即报即结", "yesno"),
        Field(
            "sampled", "抽查结果", "choice", choices=(Choice("waiting", "待抽查"), *_choices(Sample.Verdict.choices))
        ),
        Field("parked", "挂账中", "yesno"),
        Field("parked_cause", "挂账原因", "choice", choices=_choices(Matter.Cause.choices)),
        Field("review", "挂账复核日期", "date"),
        Field("first_lead", "首接部门", "text"),
        Field("first_contact", "首次联系上的日期", "date"),
        Field("contact_hours", "首次联系用时", "integer", unit="小时"),
        Field("inspected", "现场核实", "choice", choices=_choices(Matter.Found.choices)),
        Field("outside_number", "外部编号", "text"),
        Field("handed_back", "退回次数", "integer"),
        Field("reworked", "重办次数", "integer"),
        Field("extended", "延期次数", "integer"),
        Field("urged", "催办次数", "integer"),
        Field("reopened", "重开次数", "integer"),
        Field("contact_tries", "联系次数", "integer"),
        Field("part_count", "子任务数", "integer"),
        Field("times_parked", "挂账次数", "integer"),
        Field("summoned", "吹哨次数", "integer"),
        Field("answered", "报到次数", "integer"),
        Field("answered_in_time", "按时报到次数", "integer"),
        *details().values(),
    ),
)
_TABLE = """(
  SELECT m.id, m.id AS entry_id, m.subdistrict, m.place_id, '{}'::uuid[] AS places, {title} AS title, m.number AS sort,
    m.received_on AS valid_from, DATE '9999-12-31' AS valid_to, core_key_moment(m.id) AS known_from,
    NULL::timestamptz AS known_to, m.number, m.kind, m.stage, m.lead_id, d.name AS lead, m.received_on, m.due_at,
    m.closed_on, m.on_time, m.contacted, m.solved, NULLIF(m.rating, '') AS rating, m.channel,
    NULLIF(m.category, '') AS category,
    NULLIF(m.outcome, '') AS outcome, m.urgent, m.suspended_at, m.handed_back, m.reworked, m.extended, m.urged,
    m.reopened, NULLIF(m.outside_number, '') AS outside_number, m.details, m.parked_at,
    NULLIF(m.parked_cause, '') AS parked_cause, m.review_on, f.name AS first_lead, m.first_contact_at,
    floor(extract(epoch FROM m.first_contact_at - m.received_at) / 3600)::int AS contact_hours,
    NULLIF(m.found, '') AS inspected, m.contact_tries, m.parked AS times_parked,
    NULLIF(m.place_class, '') AS place_class, m.on_spot, NULLIF(m.sampled, '') AS sampled, m.part_count,
    m.summoned, m.answered, m.answered_in_time,
    jsonb_strip_nulls(jsonb_build_object('number', m.number, 'kind', m.kind, 'stage', m.stage, 'lead', d.name,
      'received', m.received_on, 'due', (m.due_at AT TIME ZONE 'Asia/Shanghai')::date, 'closed', m.closed_on,
      'on_time', m.on_time, 'contacted', m.contacted, 'solved', m.solved, 'rating', NULLIF(m.rating, ''),
      'channel', m.channel, 'category', NULLIF(m.category, ''), 'outcome', NULLIF(m.outcome, ''), 'urgent', m.urgent,
      'suspended', m.suspended_at IS NOT NULL, 'outside_number', NULLIF(m.outside_number, ''),
      'handed_back', m.handed_back, 'reworked', m.reworked, 'extended', m.extended, 'urged', m.urged,
      'reopened', m.reopened) || jsonb_build_object('parked', m.parked_at IS NOT NULL,
      'parked_cause', NULLIF(m.parked_cause, ''), 'review', m.review_on, 'first_lead', f.name,
      'first_contact', (m.first_contact_at AT TIME ZONE 'Asia/Shanghai')::date,
      'contact_hours', floor(extract(epoch FROM m.first_contact_at - m.received_at) / 3600)::int,
      'inspected', NULLIF(m.found, ''), 'contact_tries', m.contact_tries, 'times_parked', m.parked,
      'part_count', m.part_count, 'place_class', NULLIF(m.place_class, ''),
      'on_spot', m.on_spot, 'sampled', NULLIF(m.sampled, ''),
      'summoned', m.summoned, 'answered', m.answered, 'answered_in_time', m.answered_in_time)) || m.details AS data
  FROM {matter} m LEFT JOIN {department} d ON d.id = m.lead_id LEFT JOIN {department} f ON f.id = m.first_lead_id
  WHERE m.stage <> 'void' AND m.parent_id IS {whole}
)"""
# As policy.py says who reads a sensitive kind: for others it stands in lists as its kind, and no words find it.
_TITLE = """CASE WHEN m.kind = ANY('{sensitive}'::text[])
      AND NOT (SELECT NULLIF(current_setting('jingwei.roles', true), '')::text[] && '{readers}'::text[])
      AND NOT COALESCE((SELECT 'handler' = ANY(NULLIF(current_setting('jingwei.roles', true), '')::text[]))
        AND ARRAY[m.lead_id, m.first_lead_id] || m.helpers || m.awaited
          && (SELECT NULLIF(current_setting('jingwei.departments', true), '')::uuid[]), false)
    THEN CASE m.kind {names} END ELSE m.title END"""
# Lists and counts over millions of matters read columns, found by their indexes; what a kind asks beside lies in data.
_COLUMNS = {
    **{key: f"{{v}}.{key}" for key in (
        "number", "kind", "stage", "lead", "on_time", "contacted", "solved", "rating", "channel", "category", "outcome",
        "urgent", "handed_back", "reworked", "extended", "urged", "reopened", "outside_number", "parked_cause",
        "first_lead", "place_class", "on_spot", "sampled", "contact_hours", "inspected", "contact_tries",
        "part_count", "times_parked", "summoned", "answered", "answered_in_time",
    )},
    "received": "{v}.received_on", "closed": "{v}.closed_on", "suspended": "{v}.suspended_at IS NOT NULL",
    "parked": "{v}.parked_at IS NOT NULL", "review": "{v}.review_on",
    "first_contact": "({v}.first_contact_at AT TIME ZONE 'Asia/Shanghai')::date",
    "due": "({v}.due_at AT TIME ZONE 'Asia/Shanghai')::date",
}  # fmt: skip
_TABLES = {"{matter}": "matters_matter", "{department}": "people_department"}


def _title() -> str:
    sensitive = [one for one in kinds().values() if one.sensitive]
    told = {
        "{sensitive}": "{" + ",".join(one.key for one in sensitive) + "}",
        "{readers}": "{" + ",".join(sorted(READ_SENSITIVE)) + "}",
        "{names}": " ".join(f"WHEN '{one.key}' THEN '{one.name}'" for one in sensitive),
    }
    out = _TITLE
    for mark, text in told.items():
        out = out.replace(mark, text)
    return out


def _table(known_at: datetime | None = None, *, parts: bool = False) -> str:
    """What stands after FROM: whole matters, or the parts of matters, which are not counted as matters."""
    out = _TABLE.replace("{title}", _title()).replace("{whole}", "NOT NULL" if parts else "NULL")
    for mark, name in _TABLES.items():
        out = out.replace(mark, name if known_at is None else as_known(name, known_at))
    return out


def _found(words: str) -> Sql:
    """By parts of the title, the number or the outside number."""
    out = ALWAYS
    for word in words.split():
        text = word.replace("\\", "").replace("%", "").replace("_", "").replace("\0", "")
        part = f"%{text}%"
        found = "(v.title LIKE %s OR v.sort LIKE %s OR v.outside_number LIKE %s)"
        out = out & Sql(found, (part, part, part))
    return out


def _see(actor: Actor) -> None:
    policy.may(actor, "see")


def _shown(address: str = "matters:list") -> Shown:
    return Shown(
        url=reverse(address),
        row_url=lambda row: reverse("matters:matter", args=[row.entry]),
        columns=("number", "kind", "stage", "lead", "received", "due", "closed"),
        unit="件",
        see=_see,
        exports=lambda actor: policy.allows(actor, "export"),
        title="标题",
        hint="标题、编号、外部编号",
    )


@fact_sources
def matters() -> Iterator[Source]:
    """Matters of every kind; what was voided is none."""
    yield Source(
        "matters",
        "事件",
        FIELDS,
        "number",
        _table(),
        then=_table,
        by_day=True,
        bordered=True,
        find=_found,
        shown=_shown,
        columns=_COLUMNS,
        documents=dict.fromkeys(details(), "{v}.details"),
    )


@fact_sources
def parts() -> Iterator[Source]:
    """Parts of matters, for who asks for them."""
    (source,) = matters()
    yield replace(
        source,
        key="matter_parts",
        name="子任务",
        table=_table(parts=True),
        then=partial(_table, parts=True),
        shown=partial(_shown, "matters:parts"),
    )
