"""What is wrong across notes and files; a file a subject, the list of its rules at its end."""
