"""What a definition leaves out, where it takes its numbers from, why it was changed; and undone imports of some."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("indicators", "0006_targets")]

    operations: ClassVar = [
        migrations.AddField("definition", "exclusions", models.TextField("不计入", blank=True, default=""), False),
        migrations.AddField(
            "definition", "source", models.CharField("数据来源", max_length=120, blank=True, default=""), False
        ),
        migrations.AddField(
            "definition", "why", models.CharField("变更原因", max_length=200, blank=True, default=""), False
        ),
        migrations.AddField(
            "definition", "withdrawn_at", models.DateTimeField("导入撤销时间", null=True, editable=False)
        ),
    ]
