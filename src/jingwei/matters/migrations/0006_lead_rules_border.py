"""Borders of the rules of dispatching: the street's, read by everybody who works there."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0005_catalogue")]

    operations: ClassVar = [
        Border(
            "matters_leadrule",
            place=None,
            readers=(Reader.STREET, Reader.PLACE, Reader.ENGINE),
            writers=(Reader.STREET,),
        ),
    ]
