"""The rules for notes that are sound in form: how a card is made, and how facts are written."""
