"""People as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """人员与岗位."""

    name = "jingwei.people"
    label = "people"
    verbose_name = "人员与岗位"

    def ready(self) -> None:
        """Register the verbs, how imports are undone, and what stands on what they made."""
        import jingwei.people.actions
        import jingwei.people.facts
        import jingwei.people.file_part
        import jingwei.people.imports_undone
        import jingwei.people.job_seats
        import jingwei.people.standing
        import jingwei.people.views.duty  # noqa: F401
