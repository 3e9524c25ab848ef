"""Reading a mail that was saved as a file (.eml): headers, words, attachments; whatever is in it is only data."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import Any, Final

from crm_desktop.core.errors import CrmError
from crm_desktop.core.file_names import safe_name

MOST_BYTES: Final = 60 * 1024 * 1024
MOST_PARTS: Final = 500
_LONGEST_HEADER: Final = 10_000
_DEEPEST: Final = 30
_MOST_NESTED: Final = 200
_NESTS = re.compile(rb"(?i)content-type:\s*(?:multipart|message)/")
_STUMBLES: Final = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError, RecursionError, MessageError,
)  # fmt: skip
"""What the standard library's parser is known to raise over headers that were made to do harm."""


@dataclass(frozen=True, slots=True)
class Address:
    """A name, empty when there is none, and a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file that came with a mail. `name` is harmless; `content_id` names a picture that the words show."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as plain values. `html` is as it was sent: only a view that cleans it may show it."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    subject: str
    text: str
    html: str
    attachments: tuple[MailPart, ...]
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()

    @property
    def pictures(self) -> dict[str, bytes]:
        """Content id → bytes of the pictures that came with it."""
        return {
            part.content_id: part.content
            for part in self.attachments
            if part.content_id and part.media_type.startswith("image/")
        }


def read_mail(data: bytes, name: str = "mail.eml") -> Mail:
    """Return the mail that a file holds. Raises `CrmError` for what is too large or is no mail."""
    if len(data) > MOST_BYTES:
        raise CrmError(
            f"“{name}” is larger than {MOST_BYTES // 1024 // 1024} MB, so it was not opened.",
            "Nothing was changed. Open it in the program that wrote it.",
        )
    if len(_NESTS.findall(data)) > _MOST_NESTED:
        raise _unreadable(name)
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = list(_parts(message))
    except _STUMBLES as error:
        raise _unreadable(name) from error
    if not message.keys():
        raise _unreadable(name)
    text, html, attachments = _sorted_out(parts)
    senders = _addresses(message, "from") or _addresses(message, "sender")
    return Mail(
        sender=senders[0] if senders else Address("", ""),
        to=_addresses(message, "to"),
        cc=_addresses(message, "cc"),
        date=_date(message),
        subject=_header(message, "subject"),
        text=text,
        html=html,
        attachments=attachments,
        message_id=_header(message, "message-id"),
        in_reply_to=_header(message, "in-reply-to"),
        references=tuple(_header(message, "references").split()),
    )


def _unreadable(name: str) -> CrmError:
    return CrmError(f"“{name}” could not be read as a mail.", "Nothing was changed. It may be damaged or incomplete.")


def _parts(message: Message[Any, Any], depth: int = 0) -> Iterator[Message[Any, Any]]:
    """Yield the leaves of a mail; a mail within it is one attachment."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if not message.is_multipart() or (depth and message.get_content_type() == "message/rfc822"):
        yield message
        return
    payload = message.get_payload()
    for number, part in enumerate(payload if isinstance(payload, list) else []):
        if number > MOST_PARTS:
            raise ValueError("too many parts")
        if isinstance(part, Message):
            yield from _parts(part, depth + 1)


def _sorted_out(parts: list[Message[Any, Any]]) -> tuple[str, str, tuple[MailPart, ...]]:
    texts: list[str] = []
    html = ""
    attachments: list[MailPart] = []
    for part in parts[:MOST_PARTS]:
        kind = part.get_content_type()
        named = _file_name(part)
        shown = not named and part.get_content_disposition() != "attachment"
        if shown and kind == "text/plain":
            texts.append(_text(part))
        elif shown and kind == "text/html" and not html:
            html = _text(part)
        else:
            ending = {"message/rfc822": ".eml", "text/html": ".html", "text/plain": ".txt"}.get(kind, "")
            content_id = _header(part, "content-id").strip("<> ")
            attachments.append(
                MailPart(safe_name(named or f"part {len(attachments) + 1}{ending}"), kind, _bytes(part), content_id)
            )
    return "\n".join(texts), html, tuple(attachments)


def _bytes(part: Message[Any, Any]) -> bytes:
    if part.is_multipart():
        inner = part.get_payload()
        return (
            b"".join(one.as_bytes() for one in inner if isinstance(one, EmailMessage))
            if isinstance(inner, list)
            else b""
        )
    try:
        content = part.get_payload(decode=True)
    except _STUMBLES:
        content = None
    return content if isinstance(content, bytes) else str(part.get_payload() or "").encode("utf-8", "replace")


def _text(part: Message[Any, Any]) -> str:
    content = _bytes(part)
    charset = part.get_content_charset("utf-8")
    try:
        # Only codecs of text: a mail may name any that Python has.
        text = content.decode(charset) if charset.isascii() and "\0" not in charset else content.decode()
    except _STUMBLES:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "")


def _file_name(part: Message[Any, Any]) -> str:
    try:
        return str(part.get_filename() or "")
    except _STUMBLES:
        return "file"


def _header(message: Message[Any, Any], name: str) -> str:
    """Return a header as one line; one that the parser stumbles over as it stands in the file."""
    try:
        text = str(message.get(name) or "")
    except _STUMBLES:
        text = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    return " ".join(text[:_LONGEST_HEADER].replace("\0", "").split())


def _addresses(message: Message[Any, Any], name: str) -> tuple[Address, ...]:
    try:
        if sum(len(value) for key, value in message.raw_items() if key.lower() == name) > _LONGEST_HEADER:
            return ()  # a list of thousands is no recipient, and takes minutes to read
        found = [(one.display_name, one.addr_spec) for value in message.get_all(name, []) for one in value.addresses]
    except _STUMBLES:
        found = [("", _header(message, name)[:200])]
    return tuple(Address(" ".join(who.split()), address.strip()) for who, address in found if address or who)


def _date(message: Message[Any, Any]) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(_header(message, "date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except _STUMBLES:
        return None
