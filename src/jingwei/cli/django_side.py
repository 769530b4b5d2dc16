"""What commands ask of Django, which is loaded only when the database is there."""

from __future__ import annotations

import os


def load() -> None:
    """Load settings and applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingwei.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the schema up to date as the owner role."""
    load()
    from jingwei.core import roles

    roles.migrate()


def pending_migrations() -> list[str]:
    """Names of migrations not applied yet."""
    load()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from jingwei.core.roles import OWNER

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    finally:
        connection.close()
