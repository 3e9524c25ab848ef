"""The review of duplicates, as a person uses it."""
