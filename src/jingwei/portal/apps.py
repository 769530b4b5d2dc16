"""The residents' pages as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """居民页面."""

    name = "jingwei.portal"
    label = "portal"
    verbose_name = "居民页面"
