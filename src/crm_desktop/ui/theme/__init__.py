"""The look: one token file, and the theme that turns it into palette, style sheet, fonts and icons.

Import from the modules: the token file is wanted before anything else is loaded.
"""
