"""What the system does by itself every minute: modules register their part, the worker runs all of it."""

import logging
from collections.abc import Callable
from datetime import datetime

from jingwei.core.ports import Port

# (code of the subdistrict, the moment it is) → one line per thing done. Each part opens its own scopes, finds what is
# due by an index, and may be run as often as one likes.
MinutelyPart = Callable[[str, datetime], list[str]]
minutely_parts: Port[MinutelyPart] = Port("minutely_parts")
log = logging.getLogger("jingwei.minutely")


def run_minute(street: str, now: datetime) -> list[str]:
    """Run every part; a failing one is logged and does not keep the others from running."""
    done: list[str] = []
    for part in minutely_parts:
        try:
            done += part(street, now)
        except Exception:
            log.exception("minutely part %s", part.__module__)
    return done
