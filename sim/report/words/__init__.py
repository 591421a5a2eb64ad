"""Results in words, wherever they are shown."""
