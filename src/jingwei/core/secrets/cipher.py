"""One data key at work: AES-256-GCM for reading back, HMAC-SHA256 for equality."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jingwei.core.errors import JingweiError
from jingwei.core.masking import mask

_NONCE = 12


class Unreadable(JingweiError):
    """The value cannot be decrypted: its key is sealed or destroyed, or the value was tampered with."""

    code = "unreadable"
    status = 410


class Cipher:
    """Encrypts the personal fields of one ledger under one end date.

    A stored value is {"c": key id and ciphertext, "m": the mask}, so that lists need no key. The ciphertext is bound
    to its field, so that values cannot be moved between fields.
    """

    def __init__(self, key_id: UUID, secret: bytes) -> None:
        self.key_id = key_id
        self._aead = AESGCM(secret[:32])
        self._hash = secret[32:]

    def seal(self, field: str, text: str, mark: str) -> dict[str, str]:
        """The stored value of `text` for `field`; `mark` says how it is masked (core/masking.py)."""
        nonce = os.urandom(_NONCE)
        ciphertext = self._aead.encrypt(nonce, text.encode(), field.encode())
        packed = base64.b64encode(nonce + ciphertext).decode()
        return {"c": f"{self.key_id.hex}.{packed}", "m": mask(mark, text)}

    def open(self, field: str, stored: Mapping[str, str]) -> str:
        """The text again. Raises Unreadable for another key or a changed value."""
        key, _, packed = stored["c"].partition(".")
        if key != self.key_id.hex:
            raise Unreadable("这条数据由另一把数据密钥加密。")
        raw = base64.b64decode(packed)
        try:
            return self._aead.decrypt(raw[:_NONCE], raw[_NONCE:], field.encode()).decode()
        except InvalidTag as error:
            raise Unreadable("加密数据校验不通过，可能已被改动。请联系安全管理员。") from error

    def token(self, field: str, text: str) -> str:
        """The keyed hash by which equal values are found without reading them: 128 bits, bound to the field."""
        digest = hmac.new(self._hash, f"{field}\0{text}".encode(), hashlib.sha256).digest()
        return f"{field}:{digest[:16].hex()}"

    def encrypt_bytes(self, data: bytes) -> bytes:
        """A kept file, encrypted."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, data, b"file")

    def decrypt_bytes(self, data: bytes) -> bytes:
        """The file again. Raises Unreadable when it was changed."""
        try:
            return self._aead.decrypt(data[:_NONCE], data[_NONCE:], b"file")
        except InvalidTag as error:
            raise Unreadable("加密文件校验不通过，可能已被改动。请联系安全管理员。") from error


def is_sealed_value(value: Any) -> bool:
    """True for a stored value that is encrypted."""
    return isinstance(value, dict) and "c" in value and "m" in value


def key_of(value: Mapping[str, str]) -> UUID:
    """The key under which a stored value is encrypted."""
    return UUID(hex=value["c"].partition(".")[0])


def masked_text(value: Any) -> str:
    """What a list shows of an encrypted value."""
    return str(value["m"])
