"""Borders of the places: the map of a subdistrict is known to all who work in it."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border, Plain
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ADMIN, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.ADMIN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("places", "0001_initial"), ("core", "0002_borders")]

    operations: ClassVar = [
        Plain("places_subdistrict", base="SELECT", readers="SELECT", admin="INSERT, UPDATE"),
        Plain("places_division", base="SELECT", readers="SELECT", admin="INSERT, UPDATE"),
        Border("places_gridscheme", place=None, readers=READ, writers=WRITE),
        Border("places_place", place=None, readers=READ, writers=WRITE, omit=("outline",)),
        Border("places_line", place=None, readers=READ, writers=WRITE, omit=("geometry",)),
    ]
