"""Rehearse an update with the real Anki, on a collection that was studied for weeks."""
