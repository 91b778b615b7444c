"""Write a new note into the source: what it has to fit, and the note itself."""
