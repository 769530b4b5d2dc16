"""Files of disputes are sealed when they are closed, read for a logged reason by named posts, opened by approval."""
