"""At night: closed files not sealed yet, or whose time of being open is over, are sealed; old ones are destroyed."""

from datetime import date

from django.db.models import Exists, OuterRef

from jingwei.core.audit import audit
from jingwei.core.models import DataKey
from jingwei.core.nightly import nightly_parts
from jingwei.core.scope import Reader, Scope, note, open_scope
from jingwei.core.secrets import destroy_key, save_keys
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Unsealing
from jingwei.matters.sealing.files import LEDGER, seal
from jingwei.places.models import Subdistrict

_AT_ONCE = 500


@nightly_parts
def seal_files(on: date) -> list[str]:
    """Seal what is closed and open to nobody by an approval, some hundreds at a time."""
    done = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        sealed = 0
        while True:
            with open_scope(Scope(Reader.STREET, code)):
                note("matters.seal")
                those = seal(waiting(on))
            sealed += len(those)
            if len(those) < _AT_ONCE:
                break
        if sealed:
            done.append(f"{name} 封存案卷{sealed}件")
    return done


def waiting(on: date) -> list[Matter]:
    """Files that should be sealed by that day, at most some hundreds, locked."""
    kept = [key for key, kind in kinds().items() if kind.rules.kept_years]
    opened = Unsealing.objects.filter(matter=OuterRef("pk"), open_until__gte=on)
    rows = Matter.objects.filter(kind__in=kept, stage="closed", sealed_file__isnull=True).exclude(Exists(opened))
    return list(rows.order_by("pk").select_for_update(of=("self",))[:_AT_ONCE])


@nightly_parts
def destroy_files(on: date) -> list[str]:
    """Destroy files whose archive term is over, by their key; what is counted stays."""
    done = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        with open_scope(Scope(Reader.ADMIN, code)):
            ended = DataKey.objects.filter(ledger=LEDGER, end_on__lt=on).exclude(state=DataKey.State.DESTROYED)
            keys = list(ended.order_by("number"))
            for key in keys:
                destroy_key(key)
                audit("erased", f"封存案卷第{key.number}批", reason=f"保存期限至{key.end_on}届满")
            save_keys(keys)
            done += [f"{name} 封存案卷第{key.number}批，保存至{key.end_on}：销毁" for key in keys]
    return done
