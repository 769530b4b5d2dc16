"""When a record was made, read from its key."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.history_sql import KEY_MOMENT


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0005_jobs")]

    operations: ClassVar = [migrations.RunSQL(KEY_MOMENT, "DROP FUNCTION core_key_moment(uuid)")]
