"""CRM Desktop: a small firm's customer memory in one file."""

__version__ = "0.1.0"
