"""Reports as a Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "jingwei.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Offer the pasting of bulletins beside the other ways in for outside values; say where figures are used."""
        import jingwei.reports.pages.bulletin
        import jingwei.reports.uses  # noqa: F401
