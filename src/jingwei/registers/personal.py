"""Personal values of a ledger: under which key they are written, and how known ones are carried into a new state."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.models import DataKey
from jingwei.core.secrets import ensure_data_key, is_sealed_value
from jingwei.registers.models import Register


class Ended(JingweiError):
    """The time for which a ledger may keep personal data is over, or it is sealed: nothing more is taken in."""

    code = "keep.ended"
    status = 410


class Carried(dict[str, str]):
    """An encrypted value that goes into a new state as it is, under the key and end date it was recorded with.

    Nobody has to read it for that. `token` is its keyed hash, as the state it comes from holds it.
    """

    def __init__(self, value: Mapping[str, str], token: str) -> None:
        super().__init__(value)
        self.token = token


def writing_key(register: Register) -> DataKey:
    """The key for what is recorded now. Raises Ended with a sentence that says what to do."""
    until = register.keep_until
    assert until is not None, "a register with personal fields has an end date"
    if timezone.localdate() > until:
        raise Ended(
            f"“{register.name}”的个人信息保存期限已于{until}届满，不能再登记或导入个人信息。"
            "确需继续的，请安全管理员先延长保存期限。"
        )
    key = ensure_data_key(register.key, until)
    if key.state == DataKey.State.SEALED:
        raise Ended(f"“{register.name}”的个人信息已封存，不能再登记或导入个人信息。确需继续的，请安全管理员先启封。")
    return key


def carried(data: Mapping[str, Any], hashes: Sequence[str]) -> dict[str, Any]:
    """The values of a known state, with encrypted ones ready to be written again without being read."""
    if not hashes:
        return dict(data)  # each encrypted value has its hash: there is none
    tokens = {token.partition(":")[0]: token for token in hashes}
    return {
        name: Carried(value, tokens.get(name) or _own_token(name, value)) if is_sealed_value(value) else value
        for name, value in data.items()
    }


def _own_token(name: str, value: Mapping[str, str]) -> str:
    return f"{name}:{hashlib.sha256(value['c'].encode()).hexdigest()[:32]}"
