"""How far long work is: told from deep inside it, heard by whoever runs it; nothing happens where nobody listens."""

from contextvars import ContextVar
from dataclasses import dataclass

from jingwei.core.errors import JingweiError


class Stopped(JingweiError):
    """Somebody asked the job to stop; whatever it wrote is given up with its transaction."""

    code = "job.stopped"
    status = 409


@dataclass(slots=True)
class Heard:
    """What a running job last told; `stop` is set by who listens."""

    stage: str = ""
    counted: int = 0
    total: int = 0
    written: int = 0
    stop: bool = False


listening: ContextVar[Heard | None] = ContextVar("jingwei_job", default=None)


def progress(stage: str, counted: int = 0, total: int = 0, written: int = 0) -> None:
    """Tell the stage in words (正在核对) and its rows. Raises Stopped where the job shall end."""
    heard = listening.get()
    if heard is None:
        return
    if heard.stop:
        raise Stopped("已按要求停止，没有写入任何内容。")
    heard.stage, heard.counted, heard.total, heard.written = stage, counted, total, written
