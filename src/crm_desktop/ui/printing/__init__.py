"""Paper on the screen and on the printer: the same PDF in both places."""
