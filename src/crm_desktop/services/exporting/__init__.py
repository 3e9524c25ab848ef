"""Writing records to files that other programs, and our own import, read."""
