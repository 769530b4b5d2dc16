"""The shapes of requests and answers, as OpenAPI describes them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

ROWS_AT_MOST = 1000


class Strict(Schema):
    """A request: what it does not know it refuses, so that a misspelt name is not lost."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(Schema):
    """一处问题"""

    row: int | None = Field(None, description="第几行（从 1 数）")
    field: str | None = Field(None, description="字段代号")
    label: str = Field(description="字段名称")
    value: str = Field(description="所填内容（个人信息已脱敏）")
    code: str = Field(description="问题代码")
    message: str = Field(description="哪里不对，应当怎样填")


class ChangedOut(Schema):
    """他人改动的一项"""

    label: str
    before: Any = None
    after: Any = None
    who: str
    at: datetime | None = None


class ErrorOut(Schema):
    """出错：稳定的代码和一句中文说明"""

    code: str
    message: str


class InvalidOut(ErrorOut):
    """填写内容有误"""

    problems: list[ProblemOut] | None = None


class ConflictOut(ErrorOut):
    """已被他人修改"""

    changes: list[ChangedOut] | None = None
    revision: int | None = None


_CLOSED = "不能再读的个人信息：字段代号 → sealed 已封存、destroyed 已按期限删除"


class PlaceRef(Schema):
    """所在网格"""

    id: UUID
    code: str
    name: str


class FieldOut(Schema):
    """一个字段"""

    key: str
    label: str
    kind: str
    required: bool
    unit: str | None = None
    personal: str | None = Field(None, description="个人信息类别；有此标记的值一律脱敏显示")
    facet: bool
    help: str
    choices: list[dict[str, str]] = []


class RegisterOut(Schema):
    """台账"""

    key: str
    name: str
    noun: str
    unit: str
    key_field: str
    title_field: str
    place_field: str
    fields_version: int
    purpose: str = Field(description="个人信息处理目的")
    basis: str = Field(description="法律依据")
    keep_until: date | None = Field(None, description="保存至")


class RegisterWithFields(RegisterOut):
    """台账及其字段"""

    fields: list[FieldOut]


class RegisterList(Schema):
    """全部台账"""

    items: list[RegisterOut]


class EntryOut(Schema):
    """台账的一条记录在某一时点的状态"""

    id: UUID
    register_key: str = Field(description="台账代号")
    key: str
    revision: int = Field(description="修订号，用于 If-Match")
    title: str
    place: PlaceRef | None = None
    valid_from: date = Field(description="自何时起如此")
    valid_to: date = Field(description="到何时止（不含）；9999-12-31 为至今")
    known_from: datetime = Field(description="何时登记")
    ended_on: date | None = Field(None, description="停用日期")
    values: dict[str, Any] = Field(description="字段代号 → 值；个人信息已脱敏")
    closed: dict[str, str] = Field({}, description=_CLOSED)


class EntryPage(Schema):
    """一页记录"""

    items: list[EntryOut]
    next: str | None = Field(None, description="下一页的 after；没有则到此为止")


class SourceOut(Schema):
    """来自哪张表"""

    file: str
    sheet: str
    row: int | None = None
    sha256: str


class VersionOut(Schema):
    """一条记录曾经登记过的一个状态"""

    id: UUID
    place: UUID | None = None
    valid_from: date
    valid_to: date
    known_from: datetime
    known_to: datetime | None = Field(None, description="何时被更正；无则仍为现行认识")
    title: str
    values: dict[str, Any]
    closed: dict[str, str] = Field({}, description=_CLOSED)
    who: str
    action: str
    reason: str
    revision: int
    source: SourceOut | None = None


class VersionPage(Schema):
    """一页历史，新的在前"""

    items: list[VersionOut]
    next: str | None = None


class RowsIn(Strict):
    """一行或多行；每行的字段见该台账的 schema"""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=ROWS_AT_MOST)
    reason: str = Field("", max_length=200)


class ValuesIn(Strict):
    """要改的字段；没有写的保持原样，写 null 的清空"""

    values: dict[str, Any] = {}
    reason: str = Field("", max_length=200)


class DoneOut(Schema):
    """办结：结果；replayed 为真表示这个 Idempotency-Key 已办过，本次没有再写"""

    result: dict[str, Any]
    replayed: bool = False


class ChangeOut(Schema):
    """一处变动：台账记录的一个新状态（version），记录移出管辖范围（left），或其他数据的一次改动（change）"""

    kind: str = Field(description="version、left 或 change")
    key: str
    at: datetime
    who: str
    action: str
    reason: str
    register_key: str | None = Field(None, description="version、left：台账代号")
    entry: UUID | None = Field(None, description="version、left：记录")
    version: VersionOut | None = None
    table: str | None = Field(None, description="change：表")
    row: UUID | None = Field(None, description="change：行")
    op: str | None = Field(None, description="change：I 新增、U 修改、D 删除")
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class ChangePage(Schema):
    """一页变动，按提交先后；next 永远可用，more 为真表示现在就还有"""

    items: list[ChangeOut]
    next: str
    more: bool


class DefinitionOut(Schema):
    """指标定义"""

    key: str
    name: str
    unit: str
    decimals: int
    version: int
    kind: str = Field(description="counted 系统取数、derived 计算、reported 报来")
    basis: str
    owner: str


class DefinitionList(Schema):
    """全部指标"""

    items: list[DefinitionOut]


class PublishedOut(Schema):
    """公布的同比、位次或完成进度，各有自己的阶段和来源"""

    measure: str = Field(description="growth 同比（%）、rank 位次、completion 完成年度计划（%）")
    value: str
    stage: str = Field(description="estimate 预计数、flash 快报数、final 核定数")
    supplier: str
    paper: str
    group: str = Field("", description="rank：在哪些单位中排名")
    size: int | None = Field(None, description="rank：参加排名的个数")
    ranked: str = Field("", description="rank：按什么排，amount、growth、completion、score；空为未写明")
    organiser: str = Field("", description="rank：组织排名单位")


class StatementOut(Schema):
    """一份来源文件对一个统计期说的：一至四样；数值用文本表示以免失真"""

    id: UUID
    period: str
    value: str | None = None
    unit: str
    approx: str
    growth: str | None = Field(None, description="公布的同比（%）")
    completion: str | None = Field(None, description="公布的完成年度计划（%）")
    rank: int | None = None
    rank_group: str = ""
    rank_size: int | None = None
    ranked: str = ""
    organiser: str = ""
    stage: str = Field(description="estimate 预计数、flash 快报数、final 核定数")
    supplier: str
    paper: str
    by: str = Field(description="登记人")
    known_from: datetime
    known_to: datetime | None = Field(None, description="何时全部被后来的代替；空为仍在用")
    counts: list[str] = Field(description="现在仍以它为准的：value、growth、rank、completion")


class StatementPage(Schema):
    """一页公布"""

    items: list[StatementOut]
    next: str | None = None


class CellOut(Schema):
    """指标值；数值用文本表示以免失真"""

    key: str
    name: str
    unit: str
    decimals: int
    version: int
    kind: str
    period: str
    place: UUID | None = None
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    growth: str | None = Field(None, description="公布的同比（%）")
    computed: str | None = Field(None, description="取公布数的指标：按数值算出来是多少，供核对")
    published: list[PublishedOut] = Field([], description="公布的同比、位次、完成进度及其来源；锁定的统计期为锁定时的")
    approx: str
    stage: str
    as_of: date | None = None
    known_at: datetime | None = None
    rows: int | None = Field(None, description="计入多少行")
    digest: str | None = Field(None, description="计入行的摘要（行数很多时）")
    supplier: str = ""
    paper: str = ""
    why: str = Field("", description="没有数值的原因")


class PartOut(Schema):
    """一个分项"""

    code: str
    name: str
    value: str | None = None
    rows: int | None = None
    why: str = ""


class DefinitionChange(Schema):
    """一次口径变动：从哪天起按第几版"""

    version: int
    valid_from: date
    why: str = ""


class IndicatorOut(CellOut):
    """指标值及其分项"""

    parts: list[PartOut] = []
    growth_why: str = Field("", description="口径不可比：上年同期按另一版口径取数")
    changes: list[DefinitionChange] = Field(default=[], description="历次口径变动；变动前后的数不可比")


class RowsBehind(Schema):
    """一个指标值背后的行：计入多少（不足3人而不显示的为空），其中本人可见多少"""

    total: int | None
    visible: int
    items: list[EntryOut]
    next: str | None = None


class PlaceOut(Schema):
    """区划或网格"""

    id: UUID
    code: str
    name: str
    level: str
    scheme: str
    parent: str | None = Field(None, description="上级代码")
    valid_from: date
    valid_to: date


class PlacePage(Schema):
    """一页区划"""

    items: list[PlaceOut]
    next: str | None = None


class LocatedOut(Schema):
    """一个点落在哪里"""

    place: PlaceRef
    path: list[PlaceRef] = Field(description="自上而下")
    others: list[PlaceRef] = Field(description="其他网格体系中的网格")


class WhoOut(Schema):
    """当前身份"""

    name: str
    label: str
    subdistrict: str
    roles: list[str]
    title: str
    reader: str
    places: int = Field(description="可及的区划数；0 为全街道")
    token: str | None = None
    expires_on: date | None = None


class ActionOut(Schema):
    """一个可办的事项"""

    name: str
    label: str
    help: str
    target: str | None = Field(None, description="办理对象；无则为新建")
    reason: bool = Field(description="是否须写原因")
    input: dict[str, Any] = Field(description="每行的 JSON schema")


class ActionList(Schema):
    """全部可办的事项"""

    items: list[ActionOut]


class TokenIn(Strict):
    """发放令牌"""

    staff: UUID
    values: dict[str, Any] = {}
    reason: str = Field("", max_length=200)


class TokenMade(Schema):
    """令牌只在这里显示一次"""

    id: UUID
    token: str


class TokenOut(Schema):
    """一个令牌"""

    id: UUID
    name: str
    staff: str
    post: str | None = None
    rate: int
    expires_on: date
    last_used_on: date | None = None
    withdrawn_at: datetime | None = None
    revision: int


class TokenList(Schema):
    """全部令牌"""

    items: list[TokenOut]


ERRORS: dict[int, Any] = {400: ErrorOut, 401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 422: InvalidOut, 429: ErrorOut}
READ: dict[int, Any] = ERRORS
WRITE: dict[int, Any] = {**ERRORS, 409: ConflictOut, 410: ErrorOut, 413: ErrorOut}
