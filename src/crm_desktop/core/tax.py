"""What firms of a country usually add to their prices."""

from __future__ import annotations

from typing import Final

_USUAL: Final = {
    "GB": "20", "DE": "19", "AT": "20", "FR": "20", "ES": "21", "IT": "22", "NL": "21", "IE": "23", "BE": "21",
    "CH": "8.1", "PL": "23", "PT": "23", "SE": "25", "DK": "25", "NO": "25", "AU": "10", "NZ": "15", "US": "0",
}  # fmt: skip
_ELSEWHERE: Final = "20"


def usual_tax_rate(country: str) -> str:
    """Return the percentage a new firm of a country begins with; it is changed in Settings."""
    return _USUAL.get(country, _ELSEWHERE)
