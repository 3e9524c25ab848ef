"""What the firm sells, and for how much."""
