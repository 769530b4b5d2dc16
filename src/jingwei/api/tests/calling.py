"""Calling the interface in tests: a token for the holder of a role, and a client that speaks JSON."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from jingwei.api.actions import MakeToken
from jingwei.api.tokens import new_token
from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street


def token_for(street: Street, role: str, *, rate: int = 60_000, days: int = 30, name: str = "对接测试") -> str:
    """A token of the holder of `role`, made by the system administrator."""
    token = new_token()
    expires = timezone.localdate() + timedelta(days=days)
    with open_scope(street.scope("system_admin")):
        values = {"name": name, "expires_on": expires.isoformat(), "rate": rate}
        perform(MakeToken(), [values], targets=[street.staff[role].pk], context={"tokens": [token]})
    return token


class Machine:
    """A caller with a token: `get` and `post` give status and JSON."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """GET /api/v1/<path>."""
        answer = self.client.get(f"/api/v1/{path}", query)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """POST JSON; headers as in `Idempotency_Key="k"`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.post(
            f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=given
        )
        return answer.status_code, answer.json()


def machine(street: Street, role: str = "office", **more: Any) -> Machine:
    """A caller as the holder of `role`."""
    return Machine(token_for(street, role, **more))
