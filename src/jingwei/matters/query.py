"""Questions asked of matters."""

from uuid import UUID

from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy


def find_matter(pk: UUID) -> Matter:
    """The matter. Raises Refused, Missing."""
    policy.may(current_scope().actor, "see")
    found = Matter.objects.select_related("place", "lead").filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这件事项，或不在您的管辖范围内。")
    return found
