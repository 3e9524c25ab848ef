"""Backups: made, skipped, kept, brought back."""
