"""Measurements: commands that print ratios from one run, with the floor beside. Milliseconds are printed, never asserted."""
