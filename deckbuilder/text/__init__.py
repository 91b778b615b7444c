"""What a text says: Markdown to HTML, the gaps of a cloze, its words, and back to what is seen."""
