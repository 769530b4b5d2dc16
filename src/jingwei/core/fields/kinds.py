"""All kinds of field, by key."""

from __future__ import annotations

from types import MappingProxyType

from jingwei.core.fields.approximate_kind import Approximate
from jingwei.core.fields.attachment_kind import Attachment
from jingwei.core.fields.choice_kinds import ChoiceKind, Choices, YesNo
from jingwei.core.fields.code_kinds import CreditCode, DivisionCode, IdNumber, Industry, Phone
from jingwei.core.fields.date_kind import Date, LooseDate
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.moment_kind import Moment
from jingwei.core.fields.number_kinds import Amount, Area, Integer, Number
from jingwei.core.fields.parts_kind import Parts
from jingwei.core.fields.place_kinds import Line, Location, Outline
from jingwei.core.fields.row_formula import Formula
from jingwei.core.fields.text_kinds import Address, Link, LongText, Text

_ALL: tuple[Kind, ...] = (
    Text(),
    LongText(),
    Integer(),
    Number(),
    Date(),
    ChoiceKind(),
    Choices(),
    YesNo(),
    Amount(),
    Area(),
    Phone(),
    Address(),
    CreditCode(),
    IdNumber(),
    Attachment(),
    Location(),
    Line(),
    Outline(),
    Link(),
    Approximate(),
    LooseDate(),
    Moment(),
    Parts(),
    Formula(),
    DivisionCode(),
    Industry(),
)
KINDS: MappingProxyType[str, Kind] = MappingProxyType({kind.key: kind for kind in _ALL})
