"""The pages of reports on the desk."""
