"""Helps that write in the source: schemas for editors, and new notes."""
