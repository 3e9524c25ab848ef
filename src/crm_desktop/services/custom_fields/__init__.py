"""Fields that people add to any kind of record, with the same rights as built-in ones."""
