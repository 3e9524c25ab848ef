"""The leads page."""
