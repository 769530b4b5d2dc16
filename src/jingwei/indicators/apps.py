"""Indicators as a Django application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "jingwei.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """Register the verbs, how imports are undone, what is counted and what uses it, the panel, the night's work."""
        import jingwei.indicators.actions
        import jingwei.indicators.boards.actions
        import jingwei.indicators.boards.uses
        import jingwei.indicators.definitions_undone
        import jingwei.indicators.entry_pointers
        import jingwei.indicators.imports_undone
        import jingwei.indicators.offers
        import jingwei.indicators.targets.facts
        import jingwei.indicators.targets.home
        import jingwei.indicators.targets.imports_undone
        import jingwei.indicators.targets.nightly
        import jingwei.indicators.targets.uses  # noqa: F401
