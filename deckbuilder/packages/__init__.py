"""Read packages, also damaged ones and those that others made."""
