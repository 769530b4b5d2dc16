"""Files for a program of the office's own to fetch: one file a message, named by its id, whole or not there."""

import json
import os
from pathlib import Path

from django.conf import settings

from jingwei.core.outbox.adapters import Answer, NotSent, Outgoing, senders


def to_folder(one: Outgoing) -> Answer:
    """Write {id, title, text} as <id>.json; a second time under the same id it is the same file."""
    folder = Path(settings.DROP_FOLDER)
    made, whole = folder / f".{one.message_id}.part", folder / f"{one.message_id}.json"
    text = json.dumps({"id": one.message_id, "title": one.title, "text": one.text}, ensure_ascii=False)
    try:
        with made.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.replace(whole)
    except OSError as error:
        raise NotSent(f"写不进文件夹：{error.strerror}") from error
    return Answer(f"已写入{whole.name}")


senders["file"] = to_folder
