"""People as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """人员与岗位."""

    name = "jingwei.people"
    label = "people"
    verbose_name = "人员与岗位"

    def ready(self) -> None:
        """Register the verbs."""
        import jingwei.people.actions  # noqa: F401
