"""Matters: what must be opened, moved and closed, and the requests that asked for it (事件与诉求)."""
