"""Measuring the whole: streets told in data are brought in, and the figures of their published reports counted."""
