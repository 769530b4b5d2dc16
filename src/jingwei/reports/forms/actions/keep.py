"""登记上级的表: a workbook as received becomes a form that is filled every period; 停用: it is asked for no longer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.core.sheets.received import read_received
from jingwei.reports.forms.models import SuperiorForm
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.signature import marks_of


@register_action
class KeepForm(Action):
    """Make forms of kept workbooks. Nothing is bound yet."""

    name = "reports.keep_form"
    label = "登记上级的表"
    target = StoredFile
    offered = False
    help = "登记一次，以后同样的表上传时自动认出，按绑定填好。"
    declared = FieldSet(
        key="reports_keep_form",
        version=1,
        fields=(
            Field("name", "表名", "text", required=True, max_length=120),
            Field("issuer", "来表单位", "text", required=True, max_length=80, help="哪个上级部门要的，如区民政局"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of forms."""
        policy.may(act.actor, "fill")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {forms}: their keys. Raises SheetError for a workbook that cannot be filled."""
        made = [
            SuperiorForm(
                subdistrict=act.scope.subdistrict, name=item.values["name"], issuer=item.values["issuer"],
                file=item.target, marks=marks_of(read_received(read_file(item.target))),
                owner_label=act.actor.label, changed_at=timezone.now(),
            )
            for item in items
        ]  # fmt: skip
        SuperiorForm.objects.bulk_create(made)
        return {"forms": [str(one.pk) for one in made]}


@register_action
class RetireForm(Action):
    """Take forms out of use. What was filled and sent stays."""

    name = "reports.retire_form"
    label = "停用"
    target = SuperiorForm
    offered = False
    reason = True
    help = "停用后不再列出，上传时也不再认；已经填好和报送的都留着。"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of forms."""
        policy.may(act.actor, "fill")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {retired}: how many."""
        forms = [item.target for item in items]
        for form in forms:
            if form.retired:
                raise Conflict(f"“{form.name}”已经停用了。")
            form.retired, form.revision, form.changed_at = True, form.revision + 1, timezone.now()
        SuperiorForm.objects.bulk_update(forms, ["retired", "revision", "changed_at"])
        audit("form_retired", f"{len(forms)}张上级的表", reason=act.reason, detail={"forms": [f.name for f in forms]})
        return {"retired": len(forms)}
