"""The packages as they stand, proved; the release; the proof that a folder holds the last one."""
