"""The pages of duty, as tabs over each of them."""

from django.urls import reverse

from jingwei.core.ui.parts import Link

_TABS = (
    ("duty", "值班表", "people:duty"), ("log", "值班日志", "matters:duty_log"), ("urgent", "要情", "matters:urgent"),
    ("briefs", "日报", "matters:briefs"),
)  # fmt: skip


def duty_tabs(here: str) -> tuple[Link, ...]:
    """The tabs; no query."""
    return tuple(Link(label, reverse(name), here=key == here) for key, label, name in _TABS)
