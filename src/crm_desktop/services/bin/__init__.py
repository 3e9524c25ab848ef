"""What was deleted: seen, brought back, or thrown away for good."""
