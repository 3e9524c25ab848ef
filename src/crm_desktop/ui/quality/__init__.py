"""How good the data is: figures, lists of what could be better, and the button that puts it right."""
