"""What was known of these tables at a moment, for counting as known then."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Definer
from jingwei.core.history_sql import rewritten_since

TABLES = ("places_place", "places_gridscheme")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("places", "0003_imports_undone"), ("core", "0006_key_moment")]

    operations: ClassVar = [Definer(f"{table}_rewritten(timestamptz)", rewritten_since(table)) for table in TABLES]
