"""The review of contacts that may be one."""
