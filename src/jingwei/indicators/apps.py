"""Indicators as a Django application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "jingwei.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """Register the verbs, and how imports are undone."""
        import jingwei.indicators.actions
        import jingwei.indicators.boards.actions
        import jingwei.indicators.imports_undone  # noqa: F401
