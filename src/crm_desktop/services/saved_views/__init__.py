"""Lists that were given a name, and segments: lists that may be chosen wherever records are."""
