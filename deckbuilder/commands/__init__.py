"""One file a command; alone prints, exits and reads the clock."""
