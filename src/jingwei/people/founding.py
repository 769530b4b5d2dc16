"""The first three administrators of a subdistrict: without them nobody could open an account or give a right."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.scope import Reader, Scope, note, open_scope
from jingwei.people.declared import staff_values
from jingwei.people.models import Account, Appointment, Post, Staff
from jingwei.people.passwords import random_password
from jingwei.people.roles import ADMINISTRATORS, ROLES


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """A sign-in to be handed to its owner; the password is known nowhere else and must be changed."""

    role_label: str
    username: str
    password: str


def found_administrators(subdistrict: str) -> list[FirstSignIn]:
    """Make one system, one security and one audit administrator, each a person of its own.

    Raises Conflict where the subdistrict has an administrator already: from then on administrators make administrators.
    """
    made = []
    with open_scope(Scope(Reader.ADMIN, subdistrict)):
        if Post.objects.filter(role__in=ADMINISTRATORS).exists():
            raise Conflict("本街道已有管理员，新增或更换请由安全管理员任命。")
        note("people.found_administrators")
        for number, role in enumerate((r for r in ROLES.values() if r.key in ADMINISTRATORS), start=1):
            username, password = f"{role.key.removesuffix('_admin')}.{subdistrict}", random_password()
            account = Account(username=username, password=make_password(password), must_change=True)
            account.save(force_insert=True)
            staff = Staff(**staff_values({"number": f"admin{number}", "name": role.label}), account=account)
            staff.save()
            post = Post(key=f"admin-{role.key}", name=role.label, role=role.key)
            post.save()
            Appointment(post=post, staff=staff, valid_from=timezone.localdate()).save()
            audit("account_opened", username, detail={"staff": staff.number})
            audit("appointed", f"{post.key} {post.name}：{staff.number}")
            made.append(FirstSignIn(role.label, username, password))
    return made
