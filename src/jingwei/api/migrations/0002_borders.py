"""Borders of the tokens: administrators keep them; entering looks them up by digest and nothing else."""

from typing import ClassVar

from django.db import migrations

from jingwei.api.enter_sql import ENTER
from jingwei.core.borders import Border, Definer, Plain
from jingwei.core.roles import LOOKUP
from jingwei.core.scope import BASE_ROLE, Reader


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_initial"), ("people", "0002_borders")]

    operations: ClassVar = [
        Border(
            "api_apitoken",
            place=None,
            readers=(Reader.ADMIN,),
            writers=(Reader.ADMIN,),
            omit=("digest", "last_used_on"),
        ),
        Plain("api_rate"),
        migrations.RunSQL(
            [
                "ALTER TABLE api_rate SET UNLOGGED",
                f"GRANT SELECT, INSERT, UPDATE ON api_rate TO {LOOKUP}",
                f"GRANT UPDATE (last_used_on) ON api_apitoken TO {LOOKUP}",
                f"CREATE POLICY used ON api_apitoken FOR UPDATE TO {LOOKUP} USING (true) WITH CHECK (true)",
                f"GRANT SELECT (id, is_active) ON people_account TO {LOOKUP}",
                f"CREATE POLICY entering ON people_account FOR SELECT TO {LOOKUP} USING (true)",
            ],
            migrations.RunSQL.noop,
        ),
        Definer("api_enter(text, date)", ENTER, callers=[BASE_ROLE]),
    ]
