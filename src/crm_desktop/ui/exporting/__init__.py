"""Writing what a page lists to a file."""
