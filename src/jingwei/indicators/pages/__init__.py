"""The pages of indicators on the desk."""
