"""A believable bakery to look around in, and as many made-up customers as a test of size needs."""
