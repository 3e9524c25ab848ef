"""Tags and attachments of any kind of record, and companies by name, inside a unit of work."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.services.contacts.names import sort_key
from crm_desktop.services.workspace.commands import put_blob
from crm_desktop.storage.database import Transaction

MOST_BYTES = 200 * 1024 * 1024
"""A larger file does not belong into a database that is copied with every backup."""

_TONES = ("violet", "info", "pink", "success", "warning", "slate")
_KNOWN_TONES = {"vip": "violet"}


def put_tag(work: Transaction, name: str, now: Any) -> str:
    """Return the id of the tag of this name, in any case of letters; make it when there is none."""
    name = " ".join(name.strip().lstrip("#").split())
    if not name:
        raise Refused("A tag needs a word.", "Nothing was changed. Type a word and try again.")
    rows = work.execute("SELECT id, name FROM tag WHERE deleted_at IS NULL")
    wanted = name.casefold()
    for tag_id, known in rows:
        if known.casefold() == wanted:
            return str(tag_id)
    tag_id = new_id()
    tone = _KNOWN_TONES.get(wanted) or _TONES[sum(map(ord, wanted)) % len(_TONES)]
    work.execute(
        "INSERT INTO tag (id, created_at, name, tone) VALUES (?, ?, ?, ?)", (tag_id, to_millis(now), name, tone)
    )
    return tag_id


def put_tag_link(work: Transaction, tag_id: str, kind: str, record_id: str) -> None:
    """Put a tag on a record; a second time changes nothing."""
    link = derived_id(tag_id, kind, record_id)
    if not work.execute("SELECT 1 FROM tag_link WHERE id = ?", (link,)):
        work.execute(
            "INSERT INTO tag_link (id, tag_id, record_kind, record_id) VALUES (?, ?, ?, ?)",
            (link, tag_id, kind, record_id),
        )


def put_tag_links(work: Transaction, tag_id: str, kind: str, record_ids: Sequence[str]) -> None:
    """Put one tag on many records; those that carry it already are left alone."""
    there = {row[0] for row in work.execute("SELECT id FROM tag_link WHERE tag_id = ?", (tag_id,))}
    links = ((derived_id(tag_id, kind, record_id), record_id) for record_id in record_ids)
    work.execute_many(
        "INSERT INTO tag_link (id, tag_id, record_kind, record_id) VALUES (?, ?, ?, ?)",
        [(link, tag_id, kind, record_id) for link, record_id in links if link not in there],
    )


def set_tags(work: Transaction, kind: str, record_id: str, names: tuple[str, ...], now: Any) -> None:
    """Have a record carry exactly these tags."""
    wanted = {put_tag(work, name, now) for name in names if name.strip()}
    present = {
        row[0]: row[1] for row in work.execute("SELECT tag_id, id FROM tag_link WHERE record_id = ?", (record_id,))
    }
    for tag_id, link in present.items():
        if tag_id not in wanted:
            work.execute("DELETE FROM tag_link WHERE id = ?", (link,))
    for tag_id in wanted - present.keys():
        put_tag_link(work, tag_id, kind, record_id)


def put_attachment(work: Transaction, kind: str, record_id: str, name: str, content: bytes, now: Any) -> str:
    """Keep a file on a record and return its id; equal bytes are stored once."""
    if len(content) > MOST_BYTES:
        raise Refused(
            f"“{name}” is larger than {MOST_BYTES // 1024 // 1024} MB, so it was not attached.",
            "Nothing was changed. Keep the file in a folder and write its place into a note.",
        )
    blob = put_blob(work, content)
    attachment = new_id()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    work.execute(
        "INSERT INTO attachment (id, created_at, record_kind, record_id, name, media_type, size, blob_id, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (attachment, to_millis(now), kind, record_id, name, media_type, len(content), blob, to_millis(now)),
    )
    return attachment


def company_id_of(work: Transaction, name: str, now: Any, owner_id: str | None) -> str:
    """Return the id of the company of this name; make it when there is none."""
    name = " ".join(name.split())
    key = sort_key(name)
    rows = work.execute(
        "SELECT id FROM contact WHERE kind = 'company' AND sort_key = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (key,),
    )
    if rows:
        return str(rows[0][0])
    company = new_id()
    work.execute(
        "INSERT INTO contact (id, created_at, kind, name, sort_key, owner_id) VALUES (?, ?, 'company', ?, ?, ?)",
        (company, to_millis(now), name, key, owner_id),
    )
    return company


def read_files(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Return name and bytes of files to be attached. Raises `CrmError` that names the first that cannot be."""
    files: list[tuple[str, bytes]] = []
    for path in paths:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refused(f"“{path.name}” is too large to attach.", "Nothing was attached.")
            files.append((path.name, path.read_bytes()))
        except OSError as error:
            raise CrmError(
                f"“{path.name}” could not be read.", "Nothing was attached. Check that it is a file you may read."
            ) from error
    return files
