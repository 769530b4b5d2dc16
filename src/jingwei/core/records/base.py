"""The base of every stored record."""

from typing import Any, ClassVar, Self

from django.db import models

from jingwei.core.scope import current_scope
from jingwei.core.uuid7 import uuid7

FOREVER = "9999-12-31"  # the last day of what has no end yet


class ScopedManager(models.Manager):
    """A manager whose queries raise ScopeMissing outside a scope: nothing is read by accident."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows of the table; the database shows only those inside the border."""
        current_scope()
        return super().get_queryset()


class Record(models.Model):
    """What every record carries: a key made in Python, its subdistrict (9 digits), a revision for the second clerk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subdistrict = models.CharField("街道代码", max_length=9, editable=False)
    revision = models.PositiveIntegerField("修订号", default=1, editable=False)

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the subdistrict from the scope: no caller chooses another one."""
        if not self.subdistrict:
            self.subdistrict = current_scope().subdistrict
        super().save(*args, **kwargs)
