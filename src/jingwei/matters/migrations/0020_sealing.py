"""The border of requests to open a file; and history keeps none of the texts that are sealed."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE)
_OMIT = "text,reply,title,address,sealed_file"
_EVENTS = (
    ("insert", "INSERT", "REFERENCING NEW TABLE AS new_rows"),
    ("update", "UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("delete", "DELETE", "REFERENCING OLD TABLE AS old_rows"),
)


def _triggers(omit: str) -> list[str]:
    return [
        statement
        for key, event, tables in _EVENTS
        for statement in (
            f"DROP TRIGGER matters_matter_history_{key} ON matters_matter",
            f"CREATE TRIGGER matters_matter_history_{key} AFTER {event} ON matters_matter {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION core_log_{key}('{omit}')",
        )
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0019_unsealing")]

    operations: ClassVar = [
        Border("matters_unsealing", place="place_id", readers=READ, writers=READ),
        migrations.RunSQL(_triggers(_OMIT), _triggers("text,reply")),
    ]
