"""Fields as data: their kinds, checks, units and personal-data marks."""

from jingwei.core.fields.errors import FieldSetError
from jingwei.core.fields.field import Choice, Field, Stock
from jingwei.core.fields.fieldset import Cleaned, FieldSet
from jingwei.core.fields.forbidden import Refusal, forbidden, forbidden_values
from jingwei.core.fields.kind import Cell, Kind
from jingwei.core.fields.kinds import KINDS
from jingwei.core.fields.problems import Problem, Wrong

__all__ = [
    "KINDS",
    "Cell",
    "Choice",
    "Cleaned",
    "Field",
    "FieldSet",
    "FieldSetError",
    "Kind",
    "Problem",
    "Refusal",
    "Stock",
    "Wrong",
    "forbidden",
    "forbidden_values",
]
