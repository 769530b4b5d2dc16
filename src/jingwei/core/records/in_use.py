"""Rows that an undone import leaves behind: kept for the history, met by no question."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from jingwei.core.records.base import Record, ScopedManager


class InUse(ScopedManager):
    """The rows whose import was not undone. The model says in `in_use` which those are, and in `taken_out` which
    columns take a row out of use."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Only what is in use; links from other rows still find the rest."""
        model: Any = self.model
        return super().get_queryset().filter(model.in_use)


class Withdrawable(Record):
    """A record without a period of its own: it is taken out of use by the moment its import was undone."""

    withdrawn_at = models.DateTimeField("导入撤销时间", null=True, editable=False)

    in_use: ClassVar[models.Q] = models.Q(withdrawn_at=None)
    taken_out: ClassVar[dict[str, Any]] = {"withdrawn_at": Now()}
    objects: ClassVar[models.Manager[Self]] = InUse()
    every: ClassVar[models.Manager[Self]] = ScopedManager()

    class Meta:
        abstract = True


class Dated(Record):
    """A record with `valid_from` and `valid_to`: taken out of use it holds on no day at all, its period is empty."""

    in_use: ClassVar[models.Q] = models.Q(valid_to__gt=models.F("valid_from"))
    taken_out: ClassVar[dict[str, Any]] = {"valid_to": models.F("valid_from")}
    objects: ClassVar[models.Manager[Self]] = InUse()
    every: ClassVar[models.Manager[Self]] = ScopedManager()

    class Meta:
        abstract = True
