"""A report as prose with bound figures: template in, Word file and its list of figures out.

Knows the text, the rules of numbers in print and the official layout. Knows nothing of databases:
figures are asked from a callable (`figures.Resolve`).
"""
