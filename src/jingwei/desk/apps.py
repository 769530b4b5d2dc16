"""Desk as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """工作台."""

    name = "jingwei.desk"
    label = "desk"
    verbose_name = "工作台"
