"""Duty (值班): who holds which shift of which day; whoever is on duty dispatches for the shift."""
