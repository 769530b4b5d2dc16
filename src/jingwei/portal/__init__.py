"""What residents see without signing in: a page to ask for something, and a page to look how far it is."""
