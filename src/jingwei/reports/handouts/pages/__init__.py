"""The pages of handouts."""
