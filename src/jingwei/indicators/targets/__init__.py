"""Targets and lights: what a value should be, how it stands, and the colours given from above."""
