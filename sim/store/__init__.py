"""Files of a run: its directory, where it came from, its events, and their digest."""
