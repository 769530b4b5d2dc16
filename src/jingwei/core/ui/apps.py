"""Makes the templates and tags of the parts known to Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The parts of the pages."""

    name = "jingwei.core.ui"
    label = "ui"
    verbose_name = "页面部件"
