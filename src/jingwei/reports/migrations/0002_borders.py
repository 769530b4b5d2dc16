"""Borders of reports: drafts are the office's; readers bound to places do not see them."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET,)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0001_initial"), ("indicators", "0002_borders")]

    operations: ClassVar = [
        Border("reports_report", readers=READ, writers=READ),
        Border("reports_figure", readers=READ, writers=READ, history="self"),
        Border("reports_reading", readers=READ, writers=READ, history="self"),
        Border("reports_readfigure", readers=READ, writers=READ),
    ]
