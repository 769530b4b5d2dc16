"""Registers as a Django application."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """台账."""

    name = "jingwei.registers"
    label = "registers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Register the verbs, and what the ledgers contribute elsewhere."""
        import jingwei.registers.actions
        import jingwei.registers.addresses
        import jingwei.registers.facts
        import jingwei.registers.jobs
        import jingwei.registers.nightly
        import jingwei.registers.pages.due
        import jingwei.registers.reading_jobs
        import jingwei.registers.redrawn
        import jingwei.registers.standing  # noqa: F401
