"""The PostgreSQL that comes along: made, tuned, started, kept, shared and stopped without an administrator."""

from jingwei.core.embedded.errors import EmbeddedError
from jingwei.core.embedded.server import Server, addresses, current, ensure_running, release

__all__ = ["EmbeddedError", "Server", "addresses", "current", "ensure_running", "release"]
