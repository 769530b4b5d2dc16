"""Kept files: by sha256 through Django's storages, encrypted with a data key where they hold personal data."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from jingwei.core.errors import Missing
from jingwei.core.models import DataKey, StoredFile
from jingwei.core.scope import current_scope
from jingwei.core.secrets import Unreadable, cipher_for


def storage() -> Storage:
    """Where files lie: the folder files/ of the installation."""
    return FileSystemStorage(location=str(settings.HOME / "files"))


def keep_file(data: bytes, name: str, media_type: str, *, data_key: DataKey | None = None) -> StoredFile:
    """Keep `data`; the same content under the same key is kept once. The name is only shown, never used as a path."""
    street = current_scope().subdistrict
    digest = hashlib.sha256(data).hexdigest()
    known = StoredFile.objects.filter(subdistrict=street, sha256=digest, data_key=data_key).first()
    stored = StoredFile(
        subdistrict=street, sha256=digest, name=name[-255:], media_type=media_type, size=len(data), data_key=data_key
    )
    if known is None or not storage().exists(_path(known)):
        content = cipher_for(data_key).encrypt_bytes(data) if data_key else data
        if not storage().exists(_path(stored)):
            storage().save(_path(stored), ContentFile(content))
    stored.save()
    return stored


def read_file(stored: StoredFile) -> bytes:
    """The content again. Raises Missing when it is gone, Unreadable when its key is."""
    place = _path(stored)
    if not storage().exists(place):
        raise Missing(f"文件“{stored.name}”已不在存储中，请从备份恢复。")
    with storage().open(place) as file:
        content: bytes = file.read()
    if stored.data_key is None:
        return content
    try:
        return cipher_for(stored.data_key).decrypt_bytes(content)
    except Unreadable as error:
        raise Unreadable(f"原表“{stored.name}”不能再打开：{error.message}") from error


def drop_file(stored: StoredFile) -> None:
    """Remove the content of a kept file that nobody needs any more; what another row keeps too stays."""
    same = StoredFile.objects.filter(sha256=stored.sha256, data_key=stored.data_key).exclude(pk=stored.pk)
    if not same.exists() and storage().exists(_path(stored)):
        storage().delete(_path(stored))


def _path(stored: StoredFile) -> str:
    sealed = f"-{stored.data_key_id.hex}" if stored.data_key_id else ""
    return f"{stored.subdistrict}/{stored.sha256[:2]}/{stored.sha256}{sealed}"
