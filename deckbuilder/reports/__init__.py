"""Which problems are shown, and in which form."""
