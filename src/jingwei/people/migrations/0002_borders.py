"""Borders of people: work phones are known within the subdistrict; administrators keep the lists."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border, Definer, Plain
from jingwei.core.scope import BASE_ROLE, Reader
from jingwei.people.seats_sql import SEATS, account_borders

READ = (Reader.STREET, Reader.PLACE, Reader.ADMIN, Reader.ENGINE)
KEEP = (Reader.ADMIN,)
LEND = (Reader.STREET, Reader.PLACE, Reader.ADMIN)
WORKERS = f"{Reader.STREET.value}, {Reader.PLACE.value}"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0001_initial"),
        ("places", "0002_borders"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations: ClassVar = [
        Plain("django_session", base="SELECT, INSERT, UPDATE, DELETE", readers="SELECT, INSERT, UPDATE, DELETE"),
        Plain("django_migrations", base="SELECT"),
        Border("people_department", place=None, readers=READ, writers=KEEP),
        Border("people_staff", place=None, readers=READ, writers=KEEP),
        Border("people_post", place=None, readers=READ, writers=KEEP),
        Border("people_appointment", place=None, readers=READ, writers=KEEP),
        Border("people_delegation", place=None, readers=READ, writers=LEND),
        Border("people_handover", place=None, readers=READ, writers=LEND),
        migrations.RunSQL(account_borders(BASE_ROLE, WORKERS, Reader.ADMIN.value), migrations.RunSQL.noop),
        Definer("people_seats(uuid, date)", SEATS, callers=[BASE_ROLE, *(reader.value for reader in Reader)]),
    ]
