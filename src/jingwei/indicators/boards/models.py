"""What is stored of boards."""

from django.db import models

from jingwei.core.records import Record


class Board(Record):
    """A board: its tiles in their order, for whom it is, and which period it shows.

    `tiles` are as `tiles.Tile.dump` makes them. `owner` is the staff member who made it (None: the system), under the
    post `owner_post`; `department` the department it is shared with. `period` is a word of periods.PERIODS, with
    `fixed` a period of its own. A board that is no longer used is retired, with its reason in the history.
    """

    class Shared(models.TextChoices):
        OWN = "own", "本人"
        DEPARTMENT = "department", "本部门"
        STREET = "street", "全街道"

    title = models.CharField("名称", max_length=40)
    owner = models.UUIDField("制作人", null=True)
    owner_label = models.CharField("制作人姓名", max_length=80)
    owner_post = models.CharField("制作岗位", max_length=120, blank=True)
    department = models.UUIDField("共享部门", null=True)
    shared = models.CharField("给谁看", max_length=12, choices=Shared, default=Shared.OWN)
    period = models.CharField("统计期", max_length=16, default="latest")
    fixed = models.CharField("固定统计期", max_length=24, blank=True)
    tiles = models.JSONField("看板内容", default=list)
    changed_at = models.DateTimeField("修改时间")
    retired = models.BooleanField("已停用", default=False)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "retired", "title"], name="idx_board_title")]
