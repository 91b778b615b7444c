"""Files as a machine has them: replaced together or not at all, and watched."""
