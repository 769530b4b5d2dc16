"""What the system does by itself at night: modules register their part, the worker and a command run all of it."""

import logging
from collections.abc import Callable
from datetime import date

from jingwei.core.ports import Port

# (the day it is) → one line per thing done. Each part opens its own scopes, and may be run as often as one likes.
NightlyPart = Callable[[date], list[str]]
nightly_parts: Port[NightlyPart] = Port("nightly_parts")
log = logging.getLogger("jingwei.nightly")


class NightFailed(Exception):
    """A part of the night could not be done; the other parts were."""


def run_night(on: date) -> list[str]:
    """Run every part; a failing one does not keep the others from running. Raises NightFailed at the end."""
    done: list[str] = []
    failed = 0
    for part in nightly_parts:
        try:
            done += part(on)
        except Exception:
            failed += 1
            log.exception("nightly part %s", part.__module__)
    if failed:
        raise NightFailed(f"{failed} parts failed")
    return done
