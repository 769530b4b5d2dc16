"""The record: key, subdistrict, revision, and queries that refuse to run without a scope."""

from jingwei.core.records.base import Record, ScopedManager

__all__ = ["Record", "ScopedManager"]
