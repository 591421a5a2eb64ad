"""What the tables of all commands share."""
