"""Lists of any kind of record: ordered, grouped and paged over a million rows, and what is done to many at once."""
