"""Places as a Django application."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """区划与网格."""

    name = "jingwei.places"
    label = "places"
    verbose_name = "区划与网格"

    def ready(self) -> None:
        """Register the verbs, and how imports are undone."""
        import jingwei.places.actions
        import jingwei.places.facts
        import jingwei.places.imports_undone  # noqa: F401
