"""The interface as a whole: its operations, how it reads and writes JSON, how failures are answered."""

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

import jingwei.api.operations.writing  # noqa: F401  (the verbs share the addresses of the entries)
from jingwei.api.failures import handle_all
from jingwei.api.operations import (
    changes,
    entries,
    indicators,
    matters,
    places,
    registers,
    statements,
    tokens,
    verbs,
    whoami,
)
from jingwei.api.reading import StrictParser

_ABOUT = """机器与机器之间的接口：与网页用同一套事项、同一套权限、同一道数据边界。

- 身份：请求头 `Authorization: Bearer 令牌`（由系统管理员发放，权限等于所属人员的岗位），或本系统页面的登录会话。
- 出错：`{code, message}`，code 稳定，message 是中文说明；填写有误另有 problems，已被他人修改另有 changes。
- 重发：写入时带 `Idempotency-Key`，网络中断后用同一编号重发不会重复写入；带 `If-Match: "修订号"` 不会覆盖他人的修改。
- 次数：每个令牌每分钟有上限（默认 600 次），超过返回 429 和 Retry-After。"""


class _Chinese(JSONRenderer):
    """JSON that people can read."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


class Token(HttpBearer):
    """How the description names the token; the entrance itself stands before every operation (surrounding.py)."""

    def __call__(self, request: Any) -> Any:
        """Whoever came this far was let in."""
        return request.caller

    def authenticate(self, request: Any, token: str) -> Any:
        """Never asked."""
        raise NotImplementedError


api = NinjaAPI(
    title="经纬接口",
    version="1",
    description=_ABOUT,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    auth=Token(),
    parser=StrictParser(),
    renderer=_Chinese(),
)
handle_all(api)
for _router in (
    whoami.router, registers.router, entries.router, verbs.router, changes.router, matters.router,
    indicators.router,
    statements.router, places.router, tokens.router,
):  # fmt: skip
    api.add_router("", _router)
