"""What is wrong with a declaration of fields."""

from __future__ import annotations


class FieldSetError(ValueError):
    """A declaration of fields that cannot be used; the message is a Chinese sentence for who designed it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
