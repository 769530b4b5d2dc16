"""Short ways for the tests to read one value."""

from jingwei.core.fields import KINDS, Field, Wrong


def field_of(kind, **declared):
    return Field("f", "某项", kind, **declared)


def read(kind, raw, *, head_unit=None, **declared):
    return KINDS[kind].parse(raw, field_of(kind, **declared), unit=head_unit)


def refusal(kind, raw, *, head_unit=None, **declared):
    """The Wrong that reading raises; fails when the value is taken."""
    try:
        taken = read(kind, raw, head_unit=head_unit, **declared)
    except Wrong as wrong:
        return wrong
    raise AssertionError(f"{raw!r} was taken as {taken!r}")
