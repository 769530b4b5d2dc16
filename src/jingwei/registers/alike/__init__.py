"""Rows of one ledger that may stand for the same object: found by code, name and address; why each is suspected."""
