"""Files in and out: vCards and tables become plain values, and plain values become files."""
