"""Envelope encryption of personal data: a master key beside the database, a data key per ledger and end year."""

from jingwei.core.secrets.cipher import Cipher, Unreadable, is_sealed_value, masked_text
from jingwei.core.secrets.keys import cipher_for, destroy_key, ensure_data_key, seal_key, unseal_key

__all__ = [
    "Cipher",
    "Unreadable",
    "cipher_for",
    "destroy_key",
    "ensure_data_key",
    "is_sealed_value",
    "masked_text",
    "seal_key",
    "unseal_key",
]
