"""Borders of the rules of dispatching: the street's, whose desk dispatches."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0005_catalogue")]

    operations: ClassVar = [
        Border("matters_leadrule", readers=(Reader.STREET, Reader.ENGINE), writers=(Reader.STREET,)),
    ]
