"""Settings: what is true of the whole workspace, and how the program looks."""
