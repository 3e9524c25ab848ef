"""What may be opened, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.links import harmless_link, mail_link, web_link


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTP://Example.com", "http://example.com"),
        (" https://example.com ", "https://example.com"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://аррӏе.com", "https://xn--80ak6aa92e.com"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("mailto:a@example.com?subject=Hi%20there&body=x%0Ay", "mailto:a@example.com?subject=Hi%20there&body=x%0Ay"),
        ("mailto:a@example.com?attach=/etc/passwd", "mailto:a@example.com"),
        ("mailto:a@example.com?attachment=/etc/passwd&subject=x", "mailto:a@example.com?subject=x"),
        ("mailto:a@example.com?subject=a%0ABcc:%20b@example.com", "mailto:a@example.com"),
        ("tel:+44 20 7946 0018", "tel:+442079460018"),
        ("tel:020-7946(0018)", "tel:020-7946(0018)"),
        ("tel:+442079460018;ext=12", "tel:+442079460018;ext=12"),
        # refused
        ("", None),
        ("example.com", None),
        ("//example.com", None),
        ("/etc/passwd", None),
        ("file:///etc/passwd", None),
        ("FILE:///C:/Windows/System32/calc.exe", None),
        ("\\\\server\\share\\x.exe", None),
        ("https:\\\\example.com", None),
        ("https://example.com\\@evil.example", None),
        ("https:example.com", None),
        ("https:///example.com", None),
        ("https://", None),
        ("http://user@example.com", None),
        ("https://bank.example:pw@evil.example/", None),
        ("https://exa mple.com", None),
        ("https://example.com/\nx", None),
        ("https://example.com/\0", None),
        ("https://example.com/\u202egpj.exe", None),
        ("https://example.com/\u200b", None),
        ("https://[::1", None),
        ("https://example.com:99999999", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,<script>x</script>", None),
        ("vbscript:x", None),
        ("ms-msdt:/id PCWDiagnostic", None),
        ("ms-officecmd:{}", None),
        ("search-ms:query=x&crumb=location:\\\\evil", None),
        ("smb://server/share", None),
        ("ftp://example.com/x", None),
        ("ssh://-oProxyCommand=calc/x", None),
        ("about:blank", None),
        ("qrc:/x", None),
        ("cid:x", None),
        ("tel:*#06#", None),
        ("tel:*2767*3855%23", None),
        ("tel:", None),
        ("tel:call-me", None),
        ("mailto:", None),
        ("mailto:a@example.com\r\nBcc: b@example.com", None),
        (f"https://example.com/{'x' * 9000}", None),
    ],
)
def test_only_harmless_addresses_open(text: str, opened: str | None) -> None:
    assert harmless_link(text) == opened


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("example.com", "https://example.com"), ("www.example.com/x", "https://www.example.com/x"),
        ("localhost:8080/x", "https://localhost:8080/x"), ("http://example.com", "http://example.com"),
        ("javascript:alert(1)", None), ("file:///etc/passwd", None), ("", None), ("a b", None),
    ],
)  # fmt: skip
def test_web_pages_are_written_without_a_scheme(text: str, opened: str | None) -> None:
    assert web_link(text) == opened


def test_a_mail_address_cannot_bring_headers() -> None:
    assert mail_link("a@example.com") == "mailto:a@example.com"
    assert mail_link("a@example.com?attach=/etc/passwd") == "mailto:a@example.com%3Fattach%3D%2Fetc%2Fpasswd"
    assert mail_link("nobody") is None


@given(st.text(max_size=60) | st.builds("{}:{}".format, st.sampled_from(("http", "mailto", "tel", "x")), st.text()))
def test_what_opens_is_harmless_itself(text: str) -> None:
    found = harmless_link(text)
    if found is not None:
        assert found.split(":", 1)[0] in ("http", "https", "mailto", "tel")
        assert harmless_link(found) == found
