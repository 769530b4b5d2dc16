"""What a person is told when the embedded server cannot do its work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jingwei.core.errors import SetupError


class EmbeddedError(SetupError):
    """The embedded PostgreSQL cannot be used; the text says why, in Chinese, in one line."""


@contextmanager
def missing_rights_explained(home: Path) -> Iterator[None]:
    """Turn a PermissionError below `home` into an EmbeddedError that says who may and what else to do."""
    try:
        yield
    except PermissionError as error:
        raise EmbeddedError(
            f"没有权限读写 {error.filename or home}。请用建立它的用户运行，或用 JINGWEI_HOME 指定自己的文件夹。"
        ) from error
