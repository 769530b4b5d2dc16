"""Core as a Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every module stands on."""

    name = "jingwei.core"
    label = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        """Register the verbs."""
        import jingwei.core.imports.undo
        import jingwei.core.jobs.actions
        import jingwei.core.jobs.minutely
        import jingwei.core.outbox.pages
        import jingwei.core.outbox.sending  # noqa: F401
