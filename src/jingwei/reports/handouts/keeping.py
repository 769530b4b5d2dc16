"""For how long what came back is kept: as the sheets of its ledger are; a blank sheet until some time after its day.

No ledger answers for a blank sheet, and nobody knows what it asked for: no plaintext of it waits for ever.
"""

from datetime import date, timedelta

from django.utils import timezone

from jingwei.core.models import DataKey
from jingwei.core.nightly import nightly_parts
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.secrets import destroy_key, ensure_data_key, save_keys
from jingwei.places.models import Subdistrict
from jingwei.registers.personal import writing_key
from jingwei.reports.handouts.models import Handout

HANDED = "-handed"  # the ledger, as keys name it, of blank sheets that came back
KEPT_DAYS = 60


def key_for(handout: Handout) -> DataKey | None:
    """Under which key a returned sheet is kept; None where its ledger holds nothing personal."""
    register = handout.register
    if register is not None:
        return writing_key(register) if register.keep_until else None
    return ensure_data_key(HANDED, kept_until(handout))


def kept_until(handout: Handout) -> date:
    """The last day of a blank sheet that comes back now."""
    return max(handout.due, timezone.localdate()) + timedelta(days=KEPT_DAYS)


@nightly_parts
def forget_returned(on: date) -> list[str]:
    """Erase the blank sheets whose days are over; who gave back, and how many rows, is still known."""
    done = []
    for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
        with open_scope(Scope(Reader.ADMIN, code)):
            found = DataKey.objects.filter(ledger=HANDED, end_on__lt=on).exclude(state=DataKey.State.DESTROYED)
            due = list(found)
            for key in due:
                destroy_key(key)
            if due:
                save_keys(due)
                done.append(f"{code} 删除交回的空表：密钥{len(due)}个")
    return done
