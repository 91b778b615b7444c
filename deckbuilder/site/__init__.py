"""The preview: every card as Anki shows it, as a site."""
