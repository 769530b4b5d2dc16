"""A definition as an editor shows it: read from a body into a sentence of choices, and back without a loss."""
