"""Where keys lie: the folder keys/ beside the database holds the master key and each data key wrapped by it.

The database knows only that a key exists, its end date and its state. A dump therefore never holds a key, and
destroying a key file erases what it encrypted in every dump and kept sheet as well (PIPL 47).
"""

import os
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from jingwei.core.errors import SetupError
from jingwei.core.models import DataKey
from jingwei.core.scope import current_scope
from jingwei.core.secrets.cipher import Cipher, Unreadable

_SECRET_BYTES = 64
_CHANGED = ("end_on", "state", "open_until", "asked_by", "asked_label", "asked_at", "asked_reason", "revision")


def ensure_data_key(ledger: str, end_on: date) -> DataKey:
    """The key under which a ledger of the scope's subdistrict keeps what is recorded now until `end_on`.

    Made where there is none, or where the last one was destroyed. It may be sealed: then nothing may be written.
    """
    street = current_scope().subdistrict
    keys = DataKey.objects.filter(subdistrict=street, ledger=ledger)
    fitting = keys.filter(end_on=end_on).exclude(state=DataKey.State.DESTROYED).order_by("-number")
    while (known := fitting.first()) is None:
        last = keys.aggregate(last=Max("number"))["last"] or 0
        made = DataKey(subdistrict=street, ledger=ledger, number=last + 1, end_on=end_on)
        # Of two that make the first key at once, one waits here and then finds the other's.
        DataKey.objects.bulk_create([made], ignore_conflicts=True)
        if keys.filter(pk=made.pk).exists():
            _write_private(_path(made.pk), aes_key_wrap(_master(), os.urandom(_SECRET_BYTES)))
    return known


def cipher_for(key: DataKey) -> Cipher:
    """The cipher of a key in use. Raises Unreadable when the key is sealed, destroyed or its file is gone."""
    if key.state == DataKey.State.SEALED:
        raise Unreadable("这部分个人信息已封存，不可查看。确有法定事由的，请由安全管理员启封。")
    if key.state == DataKey.State.DESTROYED:
        raise Unreadable("这部分个人信息已按期限删除，不能恢复，只保留统计数。")
    return _load(key.pk, str(_folder()))


def seal_key(key: DataKey) -> None:
    """Close the key: values stay but nobody reads them. The caller saves it with `save_keys`."""
    key.state = DataKey.State.SEALED
    key.open_until = None
    _forget_request(key)


def unseal_key(key: DataKey, until: date | None = None) -> None:
    """Open a sealed key again; past its end date up to a day. The caller saves it with `save_keys`."""
    key.state = DataKey.State.ACTIVE
    key.open_until = until
    _forget_request(key)


def destroy_key(key: DataKey) -> None:
    """Erase by key: once the transaction is committed, what it encrypted is gone for good, in dumps too.

    The caller saves it with `save_keys`.
    """
    key.state = DataKey.State.DESTROYED
    key.open_until = None
    _forget_request(key)
    transaction.on_commit(partial(_remove_file, key.pk))


def finish_destroying() -> int:
    """Remove files of destroyed keys that a crash or a restored folder left behind; gives how many."""
    destroyed = DataKey.objects.filter(state=DataKey.State.DESTROYED).values_list("pk", flat=True)
    left = [key for key in destroyed if _path(key).exists()]
    for key in left:
        _remove_file(key)
    return len(left)


def save_keys(keys: Sequence[DataKey]) -> None:
    """Save changed keys in one statement."""
    for key in keys:
        key.revision += 1
    DataKey.objects.bulk_update(keys, _CHANGED)


def _forget_request(key: DataKey) -> None:
    key.asked_by, key.asked_label, key.asked_at, key.asked_reason = None, "", None, ""


def _remove_file(key: UUID) -> None:
    path = _path(key)
    if path.exists():
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    _load.cache_clear()


@lru_cache(maxsize=256)
def _load(key_id: UUID, folder: str) -> Cipher:
    path = Path(folder) / "data" / f"{key_id.hex}.key"
    if not path.exists():
        raise Unreadable("找不到这份台账的数据密钥文件，请联系安全管理员从密钥备份恢复。")
    return Cipher(key_id, aes_key_unwrap(_master(), path.read_bytes()))


def _folder() -> Path:
    return Path(settings.HOME) / "keys"


def _path(key_id: UUID) -> Path:
    return _folder() / "data" / f"{key_id.hex}.key"


def _master() -> bytes:
    path = _folder() / "master.key"
    if not path.exists():
        _write_private(path, os.urandom(32))
    secret = path.read_bytes()
    if len(secret) != 32:
        raise SetupError(f"主密钥文件 {path} 已损坏，请从密钥备份恢复。")
    return secret


def _write_private(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
