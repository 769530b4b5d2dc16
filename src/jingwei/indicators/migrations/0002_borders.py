"""Borders of indicators: values are sums, known in the whole subdistrict; the rows behind them keep their border."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("indicators", "0001_initial"), ("registers", "0002_borders")]

    operations: ClassVar = [
        Border("indicators_definition", place=None, readers=READ, writers=(Reader.STREET,)),
        Border("indicators_reported", place=None, readers=READ, writers=(Reader.STREET,), history="self"),
    ]
