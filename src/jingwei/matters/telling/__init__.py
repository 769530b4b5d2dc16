"""Telling people of matters: who works on it, the desk, and everybody who asked."""
