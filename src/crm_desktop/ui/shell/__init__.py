"""The window around the pages: rail, top bar, palette, quick add, undo, and who opens what."""
