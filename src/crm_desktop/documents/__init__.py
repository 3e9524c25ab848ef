"""Paper: plain values in, PDF bytes out. Knows no database and no window."""
