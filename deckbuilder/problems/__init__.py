"""What is wrong, where, under which rule, and how it is shown."""
