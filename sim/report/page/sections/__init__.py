"""The sections of a report, each from the folders that it needs; nothing where they are missing."""
