"""What is stored of the territory: schemes, places, their outlines, and the addresses that lead to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jingwei.core.records import FOREVER, Dated, Record, ScopedManager, Withdrawable


class Subdistrict(models.Model):
    """A tenant: one subdistrict office in this database, by its 9-digit code."""

    code = models.CharField("街道代码", primary_key=True, max_length=9)
    name = models.CharField("名称", max_length=60)
    office = models.CharField("办事处全称", max_length=80)
    county = models.CharField("所属区县", max_length=60, blank=True)
    fictional = models.BooleanField("虚构示例", default=False)


class Division(models.Model):
    """A division code of China (GB/T 2260 and the statistical codes), imported from CSV; public data."""

    code = models.CharField("区划代码", primary_key=True, max_length=12)
    name = models.CharField("名称", max_length=80)
    parent = models.CharField("上级代码", max_length=12, blank=True)
    as_of = models.DateField("数据截至", null=True)


class GridScheme(Withdrawable):
    """A way of dividing the subdistrict: 综合网格, 防疫网格 …, each with its own levels.

    Exactly one scheme gives rights (`gives_rights`); the others only count.
    """

    key = models.CharField("代号", max_length=32)
    name = models.CharField("名称", max_length=60)
    levels = models.JSONField("层级", default=list)
    gives_rights = models.BooleanField("决定数据权限", default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "key"], condition=Withdrawable.in_use, name="uq_scheme_key")
        ]


class Place(Dated):
    """A node of the territory in one scheme, valid from/to.

    `path` holds the keys from the top of the scheme down to the place itself, so that "inside" is one comparison.
    `level` is a key of the scheme's levels. `outline` is a GeoJSON geometry in CGCS2000.
    """

    scheme = models.ForeignKey(GridScheme, on_delete=models.PROTECT, verbose_name="网格体系")
    code = models.CharField("代码", max_length=24)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=24)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, verbose_name="上级")
    path = ArrayField(models.UUIDField(), default=list)
    outline = models.JSONField("边界", null=True)
    area = models.DecimalField("面积(平方米)", max_digits=14, decimal_places=1, null=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", default=FOREVER)
    sort = models.CharField(max_length=160, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "scheme", "code", "valid_from"], condition=Dated.in_use, name="uq_place_code"
            ),
            models.CheckConstraint(condition=models.Q(valid_to__gte=models.F("valid_from")), name="ck_place_valid"),
        ]
        indexes = [models.Index(fields=["subdistrict", "scheme", "level", "sort"], name="idx_place_level")]


class Succession(Withdrawable):
    """What became of a place when grids were redrawn: land of `before` (ended or redrawn) that now lies in `after`.

    `area` is how much, in square metres. One row per pair that shares ground, from `on` on.
    """

    class Kind(models.TextChoices):
        CONTINUED = "continued", "沿用"
        SPLIT = "split", "拆出"
        MERGED = "merged", "并入"
        CEDED = "ceded", "划出"
        RECODED = "recoded", "换编码"

    before = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successors", verbose_name="原区划")
    after = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessors", verbose_name="现区划")
    kind = models.CharField("变动", max_length=12, choices=Kind)
    on = models.DateField("启用日期")
    area = models.DecimalField("涉及面积(平方米)", max_digits=14, decimal_places=1, null=True)


class Line(Record):
    """A line on the map that is not a place: a river, a lane."""

    key = models.CharField("编号", max_length=40)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=24)
    geometry = models.JSONField("线位")
    length = models.DecimalField("长度(米)", max_digits=12, decimal_places=1, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "kind", "key"], name="uq_line_key")]


__all__ = ["FOREVER", "Division", "GridScheme", "Line", "Place", "ScopedManager", "Subdistrict", "Succession"]
