"""Scores of the handling of matters: schemes as data, periods with their cuts, counting, and what is left out."""
