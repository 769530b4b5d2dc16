"""A post is set up: the seat that outlives whoever holds it."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.people.declared import NEEDS_PLACE, ROLE_CHOICES
from jingwei.people.linked import linked, problem, refuse_taken
from jingwei.people.models import Department, Post
from jingwei.people.policy import people_policy
from jingwei.people.roles import PLACE_ROLES
from jingwei.places.models import Place


@register_action
class AddPost(Action):
    """Set up posts, one per row."""

    name = "people.add_post"
    label = "新增岗位"
    declared = FieldSet(
        key="people.post",
        version=1,
        fields=(
            Field("key", "岗位代号", "text", required=True, max_length=64),
            Field("name", "岗位名称", "text", required=True, max_length=60),
            Field("role", "角色", "choice", required=True, choices=ROLE_CHOICES),
            Field("place", "服务区域", "link", link="places.place", help="社区、网格类岗位必填"),
            Field("department", "部门", "link", link="people.department"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps the lists."""
        people_policy.may(act.actor, "keep_lists")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        refuse_taken(self.declared, "key", items, Post.objects.all(), "岗位代号")
        places = linked(self.declared, "place", items, Place.objects.all())
        departments = linked(self.declared, "department", items, Department.objects.all())
        wrong = [
            problem(self.declared, "place", None, NEEDS_PLACE, code="post.place", row=item.row)
            for item in items
            if item.values["role"] in PLACE_ROLES and not item.values.get("place")
        ]
        if wrong:
            raise Invalid(wrong)
        made = [
            Post(
                subdistrict=act.scope.subdistrict,
                key=item.values["key"],
                name=item.values["name"],
                role=item.values["role"],
                place=places.get(item.values.get("place", "")),
                department=departments.get(item.values.get("department", "")),
            )
            for item in items
        ]
        Post.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}
