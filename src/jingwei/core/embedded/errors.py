"""What a person is told when the embedded server cannot do its work."""

from jingwei.core.errors import SetupError


class EmbeddedError(SetupError):
    """The embedded PostgreSQL cannot be used; the text says why, in Chinese, in one line."""
