"""What matters do at night: contacts whose time is over are erased by their key."""

from datetime import date

from jingwei.core.audit import audit
from jingwei.core.nightly import nightly_parts
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.secrets import destroy_key, save_keys
from jingwei.matters.contacts import ended_keys
from jingwei.places.models import Subdistrict


@nightly_parts
def erase_contacts(on: date) -> list[str]:
    """Erase the contacts of requests that have been kept long enough; the requests and all counts stay."""
    done = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        with open_scope(Scope(Reader.ADMIN, code)):
            keys = ended_keys(on)
            for key in keys:
                destroy_key(key)
                audit("erased", f"诉求人联系方式第{key.number}批", reason=f"保存期限至{key.end_on}届满")
            save_keys(keys)
            done += [f"{name} 诉求人联系方式第{key.number}批，保存至{key.end_on}：删除" for key in keys]
    return done
