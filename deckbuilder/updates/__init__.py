"""What an update does to a student: compared on paper, rehearsed in the real Anki."""
