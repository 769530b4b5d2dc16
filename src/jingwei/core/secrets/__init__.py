"""Envelope encryption of personal data: a master key beside the database, a data key per ledger and end date."""

from jingwei.core.secrets.cipher import Cipher, Unreadable, is_sealed_value, key_of, masked_text
from jingwei.core.secrets.keys import (
    cipher_for,
    destroy_key,
    ensure_data_key,
    finish_destroying,
    save_keys,
    seal_key,
    unseal_key,
)
from jingwei.core.secrets.reading import Keyring, closed_state, tell_closed

__all__ = [
    "Cipher",
    "Keyring",
    "Unreadable",
    "cipher_for",
    "closed_state",
    "destroy_key",
    "ensure_data_key",
    "finish_destroying",
    "is_sealed_value",
    "key_of",
    "masked_text",
    "save_keys",
    "seal_key",
    "tell_closed",
    "unseal_key",
]
