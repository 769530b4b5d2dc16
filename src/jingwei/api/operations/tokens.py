"""Tokens, as the system administrator keeps them from a signed-in session."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from jingwei.api.actions import MakeToken
from jingwei.api.models import ApiToken
from jingwei.api.shapes import READ, WRITE, TokenIn, TokenList, TokenMade
from jingwei.api.tokens import new_token
from jingwei.core.actions import perform
from jingwei.core.scope import current_scope
from jingwei.people.policy import people_policy

router = Router(tags=["接口令牌"])


@router.get("/tokens", response={200: TokenList, **READ}, operation_id="tokens.list", summary="全部接口令牌")
def list_tokens(request: HttpRequest) -> Any:
    """由系统管理员查看；令牌本身不再显示。停用令牌用事项 api.withdraw_token。"""
    people_policy.may(current_scope().actor, "keep_accounts")
    rows = ApiToken.objects.select_related("staff", "post").order_by("-pk")
    return {"items": [_shown(token) for token in rows]}


@router.post("/tokens", response={200: TokenMade, **WRITE}, operation_id="tokens.make", summary="发放接口令牌")
def make_token(request: HttpRequest, payload: TokenIn) -> Any:
    """由系统管理员发放：values 写 name（用途）、expires_on（有效期至），可写 post（岗位）、rate（每分钟次数）。"""
    token = new_token()
    done = perform(
        MakeToken(),
        [payload.values],
        targets=[payload.staff],
        reason=payload.reason,
        context={"tokens": [token]},
        savepoint=False,
    )
    return {"id": done.result["ids"][0], "token": token}


def _shown(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.pk,
        "name": token.name,
        "staff": token.staff.name,
        "post": token.post.name if token.post else None,
        "rate": token.rate,
        "expires_on": token.expires_on,
        "last_used_on": token.last_used_on,
        "withdrawn_at": token.withdrawn_at,
        "revision": token.revision,
    }
