"""Mails saved as files: real ones, and ones made to do harm; each is read or refused in a sentence."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.eml import MOST_BYTES, Address, read_mail


def _mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Nora Lind <nora@example.com>"
    message["To"] = 'Sofia <sofia@example.com>, "Okafor, Amelia" <amelia@example.com>'
    message["Cc"] = "shop@example.com"
    message["Subject"] = "Größe für den Kuchen"
    message["Date"] = "Thu, 20 Nov 2025 10:00:00 +0100"
    message["Message-ID"] = "<1@example.com>"
    message.set_content("Hello\n\nthe cake is fine — thanks.")
    message.add_alternative("<p>Hello <b>there</b> <img src='cid:logo'></p>", subtype="html")
    return message


def test_a_mail_is_read_whole() -> None:
    message = _mail()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../logo.png", cid="<logo>")
    mail = read_mail(message.as_bytes())
    assert mail.sender == Address("Nora Lind", "nora@example.com")
    assert mail.to == (Address("Sofia", "sofia@example.com"), Address("Okafor, Amelia", "amelia@example.com"))
    assert mail.cc == (Address("", "shop@example.com"),)
    assert mail.subject == "Größe für den Kuchen"
    assert mail.date == datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
    assert mail.text.startswith("Hello\n\nthe cake is fine — thanks.")
    assert "<b>there</b>" in mail.html
    [file] = mail.attachments
    assert (file.name, file.media_type, file.content) == ("_.._logo.png", "image/png", b"\x89PNG")
    assert mail.pictures == {"logo": b"\x89PNG"}
    assert mail.message_id == "<1@example.com>"


def test_every_real_mail_is_read(shared_data: Path) -> None:
    files = [path for path in sorted((shared_data / "email").rglob("*")) if path.suffix in (".txt", ".eml")]
    mails = [read_mail(path.read_bytes(), path.name) for path in files]
    assert len(mails) > 50
    assert all(mail.sender.address or mail.subject for mail in mails)
    assert sum(bool(mail.text or mail.html or mail.attachments) for mail in mails) > len(mails) * 0.95
    assert sum(mail.date is not None for mail in mails) > len(mails) * 0.9


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?utf-8?b?////?=", b"Subject: =?x-unknown?q?abc?=", b"From: <<<>>>,,,\"", b"From: a@b@c <",
        b"To: " + b"(" * 5000, b"Date: Fri, 99 Foo 99999 99:99:99 +9999", b"Date: ", b"From: \xff\xfe\xfa",
        b"Content-Type: text/plain; charset=rot13", b"Content-Type: text/plain; charset=\"a\0b\"",
        b"Content-Type: text/plain; charset=idna", b"Content-Transfer-Encoding: base64\nContent-Type: text/plain",
        b"Content-Type: multipart/mixed", b"Content-Type: multipart/mixed; boundary=\"\"",
        b"Content-Type: message/rfc822", b"Content-Type: a/b/c/d;;;;=",
        b"Content-Disposition: attachment; filename*=x''%",
        b"Content-Type: application/zip; name=\"=?utf-8?q?a=00b?=\"", b"Message-ID: <[>",
        b"References: " + b"<a@b> " * 3000,
        b"Subject: a\n b\n\tc", b"Subject: \x00\x01\x02",
    ],
)  # fmt: skip
def test_crooked_headers_do_not_stop_it(head: bytes) -> None:
    mail = read_mail(b"X-Mailer: x\n" + head + b"\n\nhello \xff\n")
    assert "\n" not in mail.subject
    assert "\0" not in mail.subject


def test_what_is_no_mail_or_too_much_ends_in_a_sentence() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2000
    for data in (b"", b"\0" * 100, b"no header at all\n", b"X" * (MOST_BYTES + 1), nested, many):
        with pytest.raises(CrmError) as refused:
            read_mail(data, "x.eml")
        assert "x.eml" in refused.value.title


@given(st.binary(max_size=400), st.integers(0, 600))
def test_damage_anywhere_is_survived(junk: bytes, place: int) -> None:
    data = _mail().as_bytes()
    with suppress(CrmError):
        read_mail(data[:place] + junk + data[place:])
