"""Reports as a Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "jingwei.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Offer the pasting of bulletins beside the other ways in; tell which reports use an indicator."""
        import jingwei.reports.dependents
        import jingwei.reports.forms.actions
        import jingwei.reports.forms.dependents
        import jingwei.reports.handouts.actions
        import jingwei.reports.handouts.home
        import jingwei.reports.handouts.keeping
        import jingwei.reports.pages.bulletin  # noqa: F401
