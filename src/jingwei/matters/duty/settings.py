"""What an office set about its daily work, or the defaults."""

from jingwei.core.scope import current_scope
from jingwei.matters.duty.stored import WorkSettings


def work_settings() -> WorkSettings:
    """The settings of the scope's subdistrict. One query."""
    found = WorkSettings.objects.filter(subdistrict=current_scope().subdistrict).first()
    return found or WorkSettings(subdistrict=current_scope().subdistrict)
