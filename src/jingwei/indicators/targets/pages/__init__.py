"""The pages of targets and lights on the desk."""
