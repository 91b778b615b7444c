"""Each kind of note in one file: its note type, its texts, its fields, what each card asks."""
