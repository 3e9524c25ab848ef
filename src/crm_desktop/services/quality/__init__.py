"""How good the data is, and what would make it better."""
