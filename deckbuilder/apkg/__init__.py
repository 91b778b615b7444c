"""An .apkg file: its contents as values, written and read back. Knows nothing of our source."""
