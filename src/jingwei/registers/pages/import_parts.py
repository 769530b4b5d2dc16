"""What the pages of an import share: the upload, what the clerk chose for it, and the addresses that carry that."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError, Missing
from jingwei.core.files import read_file
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_remarks
from jingwei.core.ui.forms import FormField
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.incoming import MARK, read_incoming
from jingwei.registers.models import Draft, Register
from jingwei.registers.policy import policy
from jingwei.registers.returned import OTHERS

_SINCE = "表中情况从哪天起属实；不填为今天"


def find_draft(draft_id: UUID) -> Draft:
    """The upload, for the one who made it."""
    actor = current_scope().actor
    policy.may(actor, "import")
    found = (
        Draft.objects.select_related("register", "file__data_key", "mends__file", "prepared__data_key")
        .filter(pk=draft_id, owner=actor.id)
        .exclude(register=None)
        .first()
    )
    if found is None:
        raise Missing("没有这份待导入的表格，或不是您上传的。")
    return found


def asked_of(draft: Draft, on: date) -> list[str]:
    """What a preview depends on beside the file and its columns."""
    return [on.isoformat(), draft.asked.get("others", "")]


def ask_others(draft: Draft, chosen: str) -> None:
    """Take over what is to become of values that others changed too."""
    if chosen in {choice.value for choice in OTHERS.choices}:
        draft.asked = {**draft.asked, "others": chosen}


def with_asked(address: str, draft: Draft, on: date, **more: str) -> str:
    """The address with what the clerk chose."""
    chosen = draft.asked.get("others", "")
    return f"{address}?{urlencode({'on': on.isoformat(), **({'others': chosen} if chosen else {}), **more})}"


def preview_url(draft: Draft, on: date) -> str:
    """The preview with what the clerk chose."""
    return with_asked(reverse("registers:preview", args=[draft.pk]), draft, on)


def sheet_remarks(draft: Draft, on: str, others: str) -> tuple[bytes, int]:
    """The rows of an upload that stay out, as a workbook, and how many they are."""
    ask_others(draft, others)
    incoming = read_incoming(draft, day_of(on))
    mark, tables = f"{MARK}{draft.pk}", [incoming.table]
    data = write_remarks(read_file(draft.file), draft.file.name, incoming.problems, tables=tables, mark=mark)
    return data, incoming.refused


def since_field(register: Register, value: str) -> tuple[FormField, ...]:
    """From which day the sheet holds; asked with the file too, since remembered heads lead past the columns."""
    if event_day_of(fieldset_of(register)) is not None:
        return ()
    return (FormField("on", "生效日期", "date", value, help=_SINCE),)


def day_of(text: str) -> date:
    """The effective day a form says; today where it says none. Raises JingweiError."""
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise JingweiError(f"生效日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error
