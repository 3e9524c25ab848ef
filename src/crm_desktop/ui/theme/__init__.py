"""The look: one token file, and the theme that turns it into palette, style sheet, fonts and icons."""

from crm_desktop.ui.theme.theme import Theme, ThemeChoice

__all__ = ["Theme", "ThemeChoice"]
