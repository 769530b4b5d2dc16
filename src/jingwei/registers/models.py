"""What is stored of ledgers: the register, its entries, every version of an entry, where versions came from."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from jingwei.core.models import StoredFile
from jingwei.core.records import Record
from jingwei.places.models import FOREVER, Place


class Register(Record):
    """A ledger defined by its fields: data, not code.

    `key_field` makes an entry unique, `title_field` names it on screen, `place_field` holds the code of its place.
    A register with personal fields states purpose, legal basis and end date once for all its rows (PIPL 6, 13, 19).
    `heads` remembers heads of sheets: head → key of the field, null for a column that is left out. A ledger out of use
    (`retired_on`) stays readable. `confirm_every` is how often each row is to be confirmed (empty: it need not be).
    `finished` tells which rows need not be any more, though they stay (registers/finished.py).
    `leaving` are the reasons for which rows leave (registers/leaving/declared.py).
    Where the law orders an archive, `archive_years` from the end date follow, by `archive_rule`; with 0 the personal
    values are erased at the end date.
    """

    class Every(models.TextChoices):
        """How often a row is to be confirmed."""

        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"
        YEAR = "year", "每年"

    key = models.CharField("代号", max_length=40)
    name = models.CharField("台账名称", max_length=60)
    noun = models.CharField("对象", max_length=24)
    unit = models.CharField("计量单位", max_length=12)
    fields = models.JSONField("字段", default=dict)
    fields_version = models.PositiveIntegerField("字段版本", default=1)
    place_field = models.CharField("网格字段", max_length=32, blank=True)
    key_field = models.CharField("编号字段", max_length=32)
    title_field = models.CharField("名称字段", max_length=32)
    department_key = models.CharField("责任部门", max_length=32, blank=True)
    purpose = models.CharField("个人信息处理目的", max_length=200, blank=True)
    basis = models.CharField("法律依据", max_length=200, blank=True)
    keep_until = models.DateField("保存至", null=True)
    archive_years = models.PositiveSmallIntegerField("归档保管年数", default=0)
    archive_rule = models.CharField("归档依据", max_length=200, blank=True)
    heads = models.JSONField("表头记忆", default=dict)
    confirm_every = models.CharField("核实周期", max_length=8, choices=Every, blank=True, default="")
    finished = models.JSONField("不再核实的记录", default=list)
    leaving = models.JSONField("停用原因名单", default=dict)
    retired_on = models.DateField("停用日期", null=True)
    retired_reason = models.CharField("停用原因", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "key"], name="uq_register_key")]


class FieldsVersion(Record):
    """A past or present state of a register's fields and reasons for leaving; versions of entries name the one they
    were written under."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    fields = models.JSONField()
    leaving = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "register", "version"], name="uq_fields_version")]


class Source(Record):
    """An imported sheet: file (with its sha256), sheet, counts; undone as one.

    `mends` is the import whose refused rows this one brought, put right.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "已入账"
        UNDONE = "undone", "已撤销"

    state = models.CharField("状态", max_length=8, choices=State, default=State.APPLIED)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, verbose_name="台账")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, verbose_name="文件")
    sheet = models.CharField("工作表", max_length=80, blank=True)
    valid_from = models.DateField("生效日期")
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("退回", default=0)
    ended = models.PositiveIntegerField("停用", default=0)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor_label = models.CharField("经办人", max_length=80)
    mends = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="mended_by"
    )

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "register", "-at"], name="idx_source_register")]


class Entry(Record):
    """One object of a ledger through all its states; taken out of use with a reason, never deleted."""

    # Without a check per row in the database: the one writer (registers/ledger.py) holds the register it writes to.
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, db_constraint=False, db_index=False, verbose_name="台账"
    )
    key = models.CharField("编号", max_length=120)
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, verbose_name="所在网格", db_index=False, db_constraint=False
    )
    ended_on = models.DateField("停用日期", null=True)
    ended_reason = models.CharField("停用原因", max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "register", "key"], name="uq_entry_key")]
        indexes = [
            models.Index(
                fields=["subdistrict", "register", "ended_on"],
                name="idx_entry_ended",
                condition=~models.Q(ended_on=None),
            ),
        ]


class Version(Record):
    """A state of an entry in two times: true from `valid_from` to before `valid_to`, known from `known_from` to
    before `known_to` (NULL: still known).

    `places` holds the places of the schemes that only count. `data` maps field key → stored value. `hashes` are keyed
    hashes of personal values. `source` is the imported sheet, NULL for what a person recorded. `digest` is compared
    when a sheet comes in again. `leaving` says why the row left with the end of this state (NULL: it did not).
    `mark` orders versions for the change cursor (core/cursor.py).
    """

    # No foreign keys in the database: four checks per row would cost half of an import's time, and the one writer
    # (registers/ledger.py) takes these keys from rows it holds or makes in the same transaction.
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="versions", db_index=False, db_constraint=False
    )
    register = models.ForeignKey(Register, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, verbose_name="所在网格"
    )
    places = ArrayField(models.UUIDField(), default=list)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", default=FOREVER)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True)
    title = models.CharField("名称", max_length=200)
    sort = models.CharField(max_length=200)
    data = models.JSONField()
    fields_version = models.PositiveIntegerField()
    hashes = ArrayField(models.CharField(max_length=80), default=list)
    words = SearchVectorField()
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    digest = models.UUIDField()
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    source_row = models.PositiveIntegerField("表内行号", null=True)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("登记人", max_length=80)
    action = models.CharField("操作", max_length=40)
    reason = models.CharField("原因", max_length=200, blank=True)
    entry_revision = models.PositiveIntegerField()
    mark = models.BigIntegerField()
    leaving = models.JSONField("停用", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(valid_to__gt=models.F("valid_from")), name="ck_version_valid")
        ]
        indexes = [
            # The last day stands before the order: one index serves the list of today and counts as of any day.
            models.Index(
                fields=["subdistrict", "register", "valid_to", "sort", "id"],
                name="idx_version_list",
                condition=models.Q(known_to=None),
            ),
            # Without the order: rows of several places come out of it unordered anyway.
            models.Index(
                fields=["subdistrict", "place", "register", "valid_to"],
                name="idx_version_place",
                condition=models.Q(known_to=None),
            ),
            # The map reads nothing else: a box is found, and counted or clustered, within this index alone.
            models.Index(
                fields=["subdistrict", "register", "lon", "lat"],
                name="idx_version_spot",
                include=["place"],
                condition=models.Q(known_to=None, valid_to=FOREVER) & ~models.Q(lon=None),
            ),
            # What is no longer believed: few rows, asked for as known then, and by what reads all that was ever known.
            models.Index(
                fields=["subdistrict", "register", "known_to"],
                name="idx_version_past",
                condition=~models.Q(known_to=None),
            ),
            # Few rows leave: what has left is found without looking at the others.
            models.Index(
                fields=["subdistrict", "register", "valid_to"],
                name="idx_version_left",
                condition=models.Q(leaving__isnull=False),
            ),
            models.Index(fields=["entry", "valid_from"], name="idx_version_entry"),
            models.Index(fields=["subdistrict", "mark", "id"], name="idx_version_mark"),
            models.Index(fields=["source"], name="idx_version_source", condition=~models.Q(source=None)),
            GinIndex(fields=["words"], name="idx_version_words", fastupdate=True),
            GinIndex(fields=["hashes"], name="idx_version_hashes", condition=~models.Q(hashes=[])),
        ]


class ToldApart(Record):
    """Two entries that look alike and of which somebody said that they are not the same; `one` is the smaller key."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, verbose_name="台账")
    one = models.UUIDField()
    other = models.UUIDField()
    reason = models.CharField("理由", max_length=200)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("确认人", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField("撤回人", max_length=80, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "one", "other"],
                condition=models.Q(withdrawn_at=None),
                name="uq_told_apart",
            )
        ]


class Confirmation(Record):
    """That somebody found a row to be so on a day: with every new or changed state, and where nothing changed.

    A narrow row instead of another version: the state is not written again. Append-only, known from `known_from` to
    before `known_to` (taken back, or an undone import). `source` is the sheet in which the row stood unchanged.
    """

    class How(models.TextChoices):
        """How it was found out."""

        VISIT = "visit", "上门走访"
        PHONE = "phone", "电话联系"
        PAPERS = "papers", "查看材料"
        DATA = "data", "数据比对"

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="confirmations", db_index=False, db_constraint=False
    )
    register = models.ForeignKey(Register, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    confirmed_on = models.DateField("核实日期")
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("撤回时间", null=True)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("核实人", max_length=80)
    action = models.CharField("操作", max_length=40)
    how = models.CharField("核实方式", max_length=8, choices=How, blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False)

    class Meta:
        indexes = [
            # What was confirmed within so many days is found in this index alone, however long the history.
            models.Index(
                fields=["subdistrict", "register", "confirmed_on"],
                name="idx_confirmation_day",
                include=["entry", "known_from", "known_to"],
            ),
            models.Index(fields=["entry", "confirmed_on"], name="idx_confirmation_entry"),
            models.Index(fields=["source"], name="idx_confirmation_source", condition=~models.Q(source=None)),
        ]


class Succession(Record):
    """One object goes over into another: two rows that were one are merged, or one object is divided.

    `before` are the entries that ended, `after` those that go on or began. `on` is the day from which it is so; without
    it the rows were the same object all along. What was written at `moment`, in the entries `touched`, can be undone.
    """

    class Kind(models.TextChoices):
        MERGED = "merged", "合并"
        SPLIT = "split", "拆分"

    kind = models.CharField("类别", max_length=8, choices=Kind)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, verbose_name="台账")
    before = ArrayField(models.UUIDField())
    after = ArrayField(models.UUIDField())
    on = models.DateField("起始日期", null=True)
    reason = models.CharField("原因", max_length=200)
    moment = models.DateTimeField("办理时间")
    touched = ArrayField(models.UUIDField(), default=list)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("经办人", max_length=80)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=80, blank=True)
    undone_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["before"], name="idx_succession_before"),
            GinIndex(fields=["after"], name="idx_succession_after"),
        ]


class SavedView(Record):
    """A list as somebody wants to see it again: filters, search words, columns and order, under a name."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT)
    name = models.CharField("视图名称", max_length=40)
    query = models.JSONField(default=dict)
    owner = models.UUIDField(null=True)
    shared = models.BooleanField("全街道可见", default=False)


class Draft(Record):
    """An uploaded sheet between upload and confirmation: the kept file, the head it was matched by, the counts.

    Without a ledger the sheet is to make one: `plan` then holds what was proposed (registers/designing/plan.py).
    `asked` is what the clerk chose (effective day, what becomes of others' changes), `source` the import it became,
    `mends` the import whose refused rows it holds, `prepared` what a job made ready of a long one (prepared.py).
    """

    register = models.ForeignKey(Register, null=True, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    sheet = models.CharField(max_length=80)
    mapping = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    owner = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    done = models.BooleanField(default=False)
    asked = models.JSONField(default=dict)
    source = models.ForeignKey(
        Source, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="drafts"
    )
    mends = models.ForeignKey(
        Source, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="mended_in"
    )
    prepared = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    @property
    def into(self) -> Register:
        """The ledger it goes into; asked only of sheets that have one."""
        assert self.register is not None, "a sheet that is to make a ledger goes into none"
        return self.register
