"""Tooltips that show people's data as it was typed."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """Return a tooltip that reads as `text`; Qt by itself would follow markup, pictures too, in a customer's name."""
    if "<" not in text:
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
