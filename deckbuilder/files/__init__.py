"""Files as a machine has them: opened within limits, replaced together, locked and watched."""
