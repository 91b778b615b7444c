"""Helps that write in the source: what a new note has to fit, and the new note."""
