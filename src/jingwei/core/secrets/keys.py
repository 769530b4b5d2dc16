"""Where keys lie: the folder keys/ beside the database holds the master key and each data key wrapped by it.

The database knows only that a key exists and its state. A dump therefore never holds a key, and destroying a key file
erases what it encrypted in every dump and kept sheet as well (PIPL 47).
"""

import os
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.conf import settings

from jingwei.core.errors import SetupError
from jingwei.core.models import DataKey
from jingwei.core.scope import current_scope
from jingwei.core.secrets.cipher import Cipher, Unreadable

_SECRET_BYTES = 64


def ensure_data_key(ledger: str, end_year: int) -> DataKey:
    """The data key of a ledger and end year in the scope's subdistrict; made on first use."""
    street = current_scope().subdistrict
    known = DataKey.objects.filter(subdistrict=street, ledger=ledger, end_year=end_year).first()
    if known:
        return known
    made = DataKey(subdistrict=street, ledger=ledger, end_year=end_year)
    DataKey.objects.bulk_create([made], ignore_conflicts=True)
    key = DataKey.objects.get(subdistrict=street, ledger=ledger, end_year=end_year)
    if key.pk == made.pk:
        _write_private(_path(key.pk), aes_key_wrap(_master(), os.urandom(_SECRET_BYTES)))
    return key


def cipher_for(key: DataKey) -> Cipher:
    """The cipher of a key in use. Raises Unreadable when the key is sealed, destroyed or its file is gone."""
    if key.state == DataKey.State.SEALED:
        raise Unreadable("本台账已过保存期限并封存，个人信息不可查看。确有法定事由的，请由安全管理员启封。")
    if key.state == DataKey.State.DESTROYED:
        raise Unreadable("本台账的个人信息已按期限删除，只保留统计数。")
    return _load(key.pk, str(_folder()))


def seal_key(key: DataKey) -> None:
    """Close the key: values stay but nobody reads them."""
    key.state = DataKey.State.SEALED
    key.revision += 1
    key.save()


def unseal_key(key: DataKey) -> None:
    """Open a sealed key again."""
    key.state = DataKey.State.ACTIVE
    key.revision += 1
    key.save()


def destroy_key(key: DataKey) -> None:
    """Erase by key: what it encrypted is gone for good, in dumps too."""
    key.state = DataKey.State.DESTROYED
    key.revision += 1
    key.save()
    path = _path(key.pk)
    if path.exists():
        size = path.stat().st_size
        path.write_bytes(os.urandom(size))
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
