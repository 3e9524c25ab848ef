"""Contacts that may be one: found, reviewed, merged."""
