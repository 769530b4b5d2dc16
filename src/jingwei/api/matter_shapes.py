"""The shapes of matters, as OpenAPI describes them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from jingwei.api.shapes import PlaceRef


class LeadRef(Schema):
    """主办部门"""

    id: UUID
    key: str
    name: str


class MatterRow(Schema):
    """一件事件；不含诉求人"""

    id: UUID
    number: str
    revision: int = Field(description="修订号，办理时写在 expect 里")
    kind: str
    category: str
    channel: str
    title: str = Field(description="保密类别（纠纷、信访）只有办理的岗位看得到标题，其他人看到的是类别名称")
    place: PlaceRef
    address: str
    stage: str
    urgent: bool
    received_at: datetime
    lead: LeadRef | None = None
    outside_number: str
    outside_due: datetime | None = None
    due_at: datetime | None = None
    due_provisional: bool = Field(description="放假安排尚未公布，时限为暂定")
    stage_due_at: datetime | None = None
    suspended_at: datetime | None = None
    outcome: str
    contacted: bool | None = None
    solved: bool | None = None
    rating: str
    closed_at: datetime | None = None
    on_time: bool | None = None
    handed_back: int
    reworked: int
    extended: int
    urged: int
    reopened: int


class MatterPage(Schema):
    """一页事件，按登记先后"""

    items: list[MatterRow]
    next: str | None = None


class AskedForOut(Schema):
    """一条诉求；不含诉求人"""

    id: UUID
    channel: str
    outside_number: str
    received_at: datetime


class StepOut(Schema):
    """一步"""

    verb: str
    before: str
    after: str
    at: datetime
    who: str
    reason: str


class MatterOut(MatterRow):
    """一件事件的全部"""

    text: str
    reply: str
    details: dict[str, Any]
    requests: list[AskedForOut]
    steps: list[StepOut]
