"""What every pane is made of and handed: the pane itself, its actions, and work off the main thread."""
