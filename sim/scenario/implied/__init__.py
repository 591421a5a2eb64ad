"""What a scenario's numbers imply for a year, worked out from the file alone."""
