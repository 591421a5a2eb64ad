"""The wizard: ten answers become a scenario file with comments."""
