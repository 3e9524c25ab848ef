"""Deals on their way through stages, from first interest to won or lost."""
