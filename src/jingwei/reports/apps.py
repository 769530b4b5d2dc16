"""Reports as a Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "jingwei.reports"
    label = "reports"
    verbose_name = "报告"
