"""Api as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """接口."""

    name = "jingwei.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        """Register the verbs."""
        import jingwei.api.actions  # noqa: F401
