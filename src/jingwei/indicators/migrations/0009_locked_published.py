from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_boards")]

    operations = [
        migrations.AddField("lockedcell", "published", models.JSONField(default=list)),
        migrations.AddField("lockedcell", "computed", models.DecimalField(decimal_places=12, max_digits=28, null=True)),
    ]
