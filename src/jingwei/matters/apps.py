"""Matters as a Django application."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """事件与诉求."""

    name = "jingwei.matters"
    label = "matters"
    verbose_name = "事件与诉求"

    def ready(self) -> None:
        """Register the verbs and what may be counted."""
        import jingwei.matters.actions
        import jingwei.matters.duty.actions
        import jingwei.matters.duty.briefing
        import jingwei.matters.facts
        import jingwei.matters.home
        import jingwei.matters.imports_undone
        import jingwei.matters.nightly
        import jingwei.matters.notes.reminding
        import jingwei.matters.sealing.nightly
        import jingwei.matters.telling.home
        import jingwei.matters.telling.numbers
        import jingwei.matters.warnings  # noqa: F401
