"""The record: key, subdistrict, revision, and queries that refuse to run without a scope."""

from jingwei.core.records.base import FOREVER, Record, ScopedManager
from jingwei.core.records.in_use import Dated, InUse, Withdrawable

__all__ = ["FOREVER", "Dated", "InUse", "Record", "ScopedManager", "Withdrawable"]
