"""Which addresses may be handed to the computer to open: web, mail and telephone, and nothing that hides in them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ud800-\udfff]"
)
_NUMBER = re.compile(r"\+?[0-9()\-.]+(?:;ext=[0-9]+)?")
_MAIL_FIELDS: Final = frozenset({"subject", "body", "cc", "bcc", "to", "in-reply-to"})
_LONGEST: Final = 8000


def harmless_link(text: str) -> str | None:
    """Return the address as it may be opened, or None: only http, https, mailto and tel.

    Refused besides: letters that are not seen, a name before the host (`https://bank.example@evil.example`),
    telephone codes with * and #. A mail may bring a subject and words, never a file of this computer.
    """
    text = text.strip()
    found = _SCHEME.match(text)
    if found is None or len(text) > _LONGEST:
        return None
    scheme, rest = found[1].lower(), text[found.end() :]
    if scheme == "tel":
        number = re.sub(r"[\s\u00a0]", "", unquote(rest))
        return f"tel:{number}" if _NUMBER.fullmatch(number) else None
    if _UNSEEN.search(text):
        return None
    if scheme == "mailto":
        return _mail(rest)
    return _web(scheme, rest) if scheme in ("http", "https") else None


def web_link(text: str) -> str | None:
    """Return the address of a web page that people write with or without its scheme, or None."""
    text = text.strip()
    is_whole = "://" in text or (_SCHEME.match(text) is not None and not _has_port(text))
    return harmless_link(text if is_whole else f"https://{text}")


def mail_link(address: str) -> str | None:
    """Return the address that begins a mail to somebody, or None."""
    return harmless_link(f"mailto:{quote(address.strip(), safe='@.+-_')}") if "@" in address else None


def _has_port(text: str) -> bool:
    """Whether what looks like a scheme is a host with a port (`localhost:8080`)."""
    return bool(re.match(r"[\w.\-]+:\d+(?:/|$)", text))


def _web(scheme: str, rest: str) -> str | None:
    if not rest.startswith("//") or "\\" in rest:
        return None
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        host, port = parts.hostname or "", parts.port
        # Letters of other scripts that look like ours are shown, and opened, as what they are.
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if not plain or "@" in parts.netloc:
        return None
    place = f"[{plain}]" if ":" in plain else plain
    return parts._replace(scheme=scheme, netloc=place if port is None else f"{place}:{port}").geturl()


def _mail(rest: str) -> str | None:
    to, _, query = rest.partition("?")
    if not to and not query:
        return None
    fields = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace")
        if name.lower() in _MAIL_FIELDS and ("\n" not in value or name.lower() == "body")
    ]
    tail = urlencode(fields, quote_via=quote)
    return f"mailto:{to}?{tail}" if tail else f"mailto:{to}"
