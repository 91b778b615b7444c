"""What a file of cards gives: read, looked up, judged and rendered, over the cores, remembered."""
