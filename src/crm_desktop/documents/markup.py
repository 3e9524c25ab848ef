"""ReportLab's own little markup, kept away from what people type.

Its paragraphs read `<b>`, `&amp;` and `<img src="/some/file">`; user text passes through here first.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from reportlab import rl_config

from crm_desktop.documents.plain_text import paragraphs

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph


def restrict_reportlab() -> None:
    """No picture by address from any document of this process, and binary streams, as readers expect.

    Plain paths ReportLab opens all the same: only `escape_markup` keeps those out.
    """
    rl_config.trustedSchemes = ["data"]
    rl_config.trustedHosts = []
    rl_config.useA85 = 0


def escape_markup(text: str) -> str:
    """User text as paragraph markup that says exactly this text; its line breaks stay."""
    return "<br/>".join(escape(part, quote=True) for part in paragraphs(text))


def plain_paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """The only way from user text to a ReportLab paragraph."""
    from reportlab.platypus import Paragraph

    restrict_reportlab()
    return Paragraph(escape_markup(text), style)
