"""Finding any record by a few letters, digits or its number."""
