"""The page of quotes: the list, the editor with its live paper, and what is done with a finished quote."""
