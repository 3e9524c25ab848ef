"""Values of declared fields on the screen: in words, and with an editor for each type."""
