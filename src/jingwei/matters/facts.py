"""Matters as a source of facts: each is an event of the day on which it was received."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from jingwei.core.facts.source import Shown, Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.then import as_known
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import Actor
from jingwei.matters.catalogue import categories
from jingwei.matters.kinds import details, kinds
from jingwei.matters.models import Channel, Matter
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
        Field("outside_number", "外部编号", "text"),
        Field("handed_back", "退回次数", "integer"),
        Field("reworked", "重办次数", "integer"),
        Field("extended", "延期次数", "integer"),
        Field("urged", "催办次数", "integer"),
        Field("reopened", "重开次数", "integer"),
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
    m.reopened, NULLIF(m.outside_number, '') AS outside_number, m.details,
    jsonb_strip_nulls(jsonb_build_object('number', m.number, 'kind', m.kind, 'stage', m.stage, 'lead', d.name,
      'received', m.received_on, 'due', (m.due_at AT TIME ZONE 'Asia/Shanghai')::date, 'closed', m.closed_on,
      'on_time', m.on_time, 'contacted', m.contacted, 'solved', m.solved, 'rating', NULLIF(m.rating, ''),
      'channel', m.channel, 'category', NULLIF(m.category, ''), 'outcome', NULLIF(m.outcome, ''), 'urgent', m.urgent,
      'suspended', m.suspended_at IS NOT NULL, 'outside_number', NULLIF(m.outside_number, ''),
      'handed_back', m.handed_back, 'reworked', m.reworked, 'extended', m.extended, 'urged', m.urged,
      'reopened', m.reopened)) || m.details AS data
  FROM {matter} m LEFT JOIN {department} d ON d.id = m.lead_id WHERE m.stage <> 'void'
)"""
# As policy.py says who reads a sensitive kind: for others it stands in lists as its kind, and no words find it.
_TITLE = """CASE WHEN m.kind = ANY('{sensitive}'::text[])
      AND NOT (SELECT NULLIF(current_setting('jingwei.roles', true), '')::text[] && '{readers}'::text[])
      AND NOT COALESCE((SELECT 'handler' = ANY(NULLIF(current_setting('jingwei.roles', true), '')::text[]))
        AND m.lead_id = ANY((SELECT NULLIF(current_setting('jingwei.departments', true), '')::uuid[])::uuid[]), false)
    THEN CASE m.kind {names} END ELSE m.title END"""
# Lists and counts over millions of matters read columns, found by their indexes; what a kind asks beside lies in data.
_COLUMNS = {
    **{key: f"{{v}}.{key}" for key in (
        "number", "kind", "stage", "lead", "on_time", "contacted", "solved", "rating", "channel", "category", "outcome",
        "urgent", "handed_back", "reworked", "extended", "urged", "reopened", "outside_number",
    )},
    "received": "{v}.received_on", "closed": "{v}.closed_on", "suspended": "{v}.suspended_at IS NOT NULL",
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


def _table(known_at: datetime | None = None) -> str:
    out = _TABLE.replace("{title}", _title())
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


def _shown() -> Shown:
    return Shown(
        url=reverse("matters:list"),
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
