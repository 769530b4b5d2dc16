"""Tables of jobs."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.jobs_sql import JobTables


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0004_end_dates")]

    operations: ClassVar = [JobTables()]
