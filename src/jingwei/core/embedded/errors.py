"""What a person is told when the embedded server cannot do its work."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the text says why, in Chinese, in one line."""
