"""The pages of ledgers on the desk."""
