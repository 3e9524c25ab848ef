"""The workspace itself: the firm's name and settings, the people who work with it."""
