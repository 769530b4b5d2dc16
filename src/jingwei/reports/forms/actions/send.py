"""登记报送: a filled copy was sent to a superior; what was sent is kept as it was."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.fields import Field, FieldSet
from jingwei.core.periods import period_name
from jingwei.reports.forms.models import FormFilling, FormSending
from jingwei.reports.forms.policy import policy


@register_action
class SendForm(Action):
    """Write down that filled copies were sent. Sending again, or to somebody else, is another line."""

    name = "reports.send_form"
    label = "登记报送"
    target = FormFilling
    offered = False
    help = "这份表连同当时各格的数一起留存；以后重数与它不同，会在这里标出。"
    declared = FieldSet(
        key="reports_send_form",
        version=1,
        fields=(
            Field("recipient", "报送单位", "text", required=True, max_length=80),
            Field("sent_on", "报送日期", "date", required=True),
            Field("way", "报送方式", "text", max_length=60, help="如 区政务外网邮箱、纸质盖章件"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of forms."""
        policy.may(act.actor, "fill")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {sendings}: their keys."""
        made = [
            FormSending(
                subdistrict=act.scope.subdistrict, filling=item.target, recipient=item.values["recipient"],
                sent_on=date.fromisoformat(item.values["sent_on"]), way=item.values.get("way") or "",
                by=act.actor.label, at=timezone.now(),
            )
            for item in items
        ]  # fmt: skip
        FormSending.objects.bulk_create(made)
        names = dict(
            FormFilling.objects.filter(pk__in=[one.filling_id for one in made]).values_list("pk", "form__name")
        )
        audit_all(
            [
                AuditLine(
                    "form_sent", f"“{names[one.filling_id]}”{period_name(item.target.period)}", "",
                    {"recipient": one.recipient, "filling": str(one.filling_id)},
                )
                for one, item in zip(made, items, strict=True)
            ]
        )  # fmt: skip
        return {"sendings": [str(one.pk) for one in made]}
