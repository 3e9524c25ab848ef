"""One person taken out of the file: rows, what the journal remembers, labels, drafts, files, search."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from crm_desktop.services.privacy.footprint import Footprint, footprint, merged_into, personal_words
from crm_desktop.services.privacy.texts import texts_of
from crm_desktop.services.privacy.words import ERASED
from crm_desktop.storage import erasing
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.driver import quoted
from crm_desktop.storage.erasing import Key, Line

_FORMER: Final = {"contact": None, "channel": ("value", "normalised"), "address": ("street",)}
"""Tables whose old values are words to look for; None takes every column that is a name."""
_BLOB_USERS: Final = (("attachment", "blob_id"), ("document", "pdf_id"), ("contact", "photo_id"))
_WITH_PARTS: Final = frozenset({"activity", "case", "deal", "document", "event", "task"})
_ASKING: Final = {"setting": ("value",), "saved_view": ("name", "filter")}
_NOT_PERSONAL: Final = ("business", "member", "replica", "history_from")
"""Settings that speak of the firm and its own people."""


class PersonErasing:
    """Erases one person inside a unit of work; nothing of what is written here is journalled but the ids."""

    def __init__(self, work: Transaction, person_id: str) -> None:
        self._work = work
        self._id = person_id
        self._mark = footprint(work.execute, person_id)
        self._merged = merged_into(work.execute, person_id)
        self._touched: set[Key] = set()
        self._gone: set[Key] = set()
        """Rows that were theirs and had been thrown away before."""
        self._blobs: set[str] = set()

    def erase(self) -> Footprint:
        """Do it all, and return what it was about."""
        work, mark = self._work, self._mark
        work.execute("PRAGMA defer_foreign_keys = ON")
        naming = erasing.lines_naming(work, self._id)
        for one in self._merged:
            naming += erasing.lines_naming(work, one)
        self._learn(naming)
        with erasing.past_the_journal(work):
            removed = self._closure()
            self._touched |= removed
            self._write_texts()
            self._remove(removed)
            self._remove_blobs()
            self._scrub_settings()
        self._rewrite_labels(removed)
        self._rewrite_lines(removed, naming)
        self._remove_drafts()
        erasing.note_rows(work, self._touched)
        erasing.clear_search(work)
        return mark

    # learning

    def _learn(self, naming: list[Line]) -> None:
        """Take in what the person once was: former names, thrown-away rows, records that were theirs before."""
        known = set(self._mark.removed | self._mark.emptied | self._mark.scrubbed | self._mark.issued)
        self._take_former([line for line in naming if line.key not in known])
        own = [self._id, *self._merged, *(record for table, record in self._parts() if table in _FORMER)]
        own += [record for table, record in self._gone if table in _FORMER]
        former: list[tuple[str, str]] = []
        for line in erasing.lines_of(self._work, own):
            columns = _FORMER.get(line.table, ())
            self._blobs |= {str(one) for one in line.fields.get("photo_id", ()) if one}
            former += [
                (name, value)
                for name, pair in line.fields.items()
                if columns is None or name in columns
                for value in pair
                if isinstance(value, str)
            ]
        self._mark.words = personal_words(self._work.execute, self._id, former)

    def _take_former(self, lines: Iterable[Line]) -> None:
        waiting = list(lines)
        seen: set[Key] = set()
        while waiting:
            line = waiting.pop()
            self._blobs |= {str(one) for one in line.fields.get("blob_id", ()) if one and line.table == "attachment"}
            if line.key in seen or line.table in _ASKING:
                continue
            seen.add(line.key)
            if self._is_there(line.key):
                if not self._is_issued(line.key):
                    self._mark.scrubbed.add(line.key)
                continue
            self._gone.add(line.key)
            if line.table in _WITH_PARTS:
                waiting += erasing.lines_naming(self._work, line.record_id)
            elif line.table == "activity_link":
                activity = next((str(one) for one in line.fields.get("activity_id", ()) if one), "")
                if activity and not self._is_there(("activity", activity)):
                    waiting += erasing.lines_of(self._work, [activity])
        self._mark.scrubbed -= self._mark.removed | self._mark.emptied | self._mark.issued

    def _is_there(self, key: Key) -> bool:
        table, record = key
        return bool(self._work.execute(f"SELECT 1 FROM {quoted(table)} WHERE id = ?", (record,)))

    def _is_issued(self, key: Key) -> bool:
        sql = "SELECT 1 FROM document WHERE id = ? AND number IS NOT NULL"
        return key[0] == "document" and bool(self._work.execute(sql, (key[1],)))

    def _parts(self) -> set[Key]:
        found: set[Key] = set()
        for link in erasing.links(self._work):
            if link.required and link.target in (None, "contact"):
                rows = self._work.execute(
                    f"SELECT id FROM {quoted(link.table)} WHERE {quoted(link.column)} = ?", (self._id,)
                )
                found |= {(link.table, record) for (record,) in rows}
        return found

    def _closure(self) -> set[Key]:
        """Return the removed rows with everything that hangs on them; other rows let go of them."""
        removed = set(self._mark.removed)
        fresh = removed | self._gone  # a file may have outlived the case it hung on
        links = erasing.links(self._work)
        while fresh:
            following: set[Key] = set()
            for link in links:
                ids = [record for table, record in fresh if link.target in (None, table)]
                sql = f"SELECT id FROM {quoted(link.table)} WHERE {quoted(link.column)} IN ({{marks}})"
                hanging = {(link.table, record) for (record,) in erasing.rows_by(self._work, sql, ids)}
                if link.required:
                    following |= hanging
                    continue
                self._touched |= hanging
                self._work.execute_many(
                    f"UPDATE {quoted(link.table)} SET {quoted(link.column)} = NULL WHERE {quoted(link.column)} = ?",
                    [(one,) for one in ids],
                )
            fresh = following - removed
            removed |= fresh
        return removed

    # rows

    def _write_texts(self) -> None:
        for table, record in sorted(self._mark.emptied | self._mark.scrubbed):
            texts = texts_of(table)
            if not texts:
                continue
            names = ", ".join(map(quoted, texts))
            rows = self._work.execute(f"SELECT {names} FROM {quoted(table)} WHERE id = ?", (record,))
            if not rows:
                continue
            changes = {
                name: new
                for name, old in zip(texts, rows[0], strict=True)
                if (new := self._text(table, record, name, old)) != old
            }
            if changes:
                sets = ", ".join(f"{quoted(name)} = ?" for name in changes)
                self._work.execute(f"UPDATE {quoted(table)} SET {sets} WHERE id = ?", (*changes.values(), record))
                self._touched.add((table, record))
        drafts = [record for table, record in self._mark.emptied | self._mark.scrubbed if table == "document"]
        self._work.execute_many("UPDATE document SET customer = NULL WHERE id = ? AND number IS NULL",
                                [(one,) for one in drafts])  # fmt: skip

    def _text(self, table: str, record: str, column: str, value: Any) -> Any:
        """Return what stays of one text, now or in the journal."""
        if not isinstance(value, str) or not value:
            return value
        if texts_of(table)[column] and (table, record) in self._mark.emptied:
            return ERASED
        return self._mark.words.scrub(value)

    def _remove(self, keys: set[Key]) -> None:
        for table, record in keys:
            if table == "attachment":
                self._blobs |= {
                    str(row[0]) for row in self._work.execute("SELECT blob_id FROM attachment WHERE id = ?", (record,))
                }
        self._blobs |= {
            str(row[0])
            for row in self._work.execute(
                "SELECT photo_id FROM contact WHERE id = ? AND photo_id IS NOT NULL", (self._id,)
            )
        }
        for table, record in sorted(keys):
            self._work.execute(f"DELETE FROM {quoted(table)} WHERE id = ?", (record,))

    def _remove_blobs(self) -> None:
        business = self._work.execute("SELECT value FROM setting WHERE id = 'business'")
        for blob in sorted(self._blobs):
            used = any(
                self._work.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (blob,))
                for table, column in _BLOB_USERS
            )
            if not used and not any(blob in row[0] for row in business):
                self._work.execute("DELETE FROM blob WHERE id = ?", (blob,))
                self._work.execute("DELETE FROM blob_text WHERE id = ?", (blob,))
                self._gone.add(("blob", blob))

    def _scrub_settings(self) -> None:
        """Settings and saved views may ask for somebody by name."""
        words = self._mark.words
        for table, columns in _ASKING.items():
            for record, *values in self._work.execute(f"SELECT id, {', '.join(columns)} FROM {table}"):
                for column, value in zip(columns, values, strict=True):
                    if record not in _NOT_PERSONAL and (scrubbed := words.scrub_whole(value)) != value:
                        self._work.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (scrubbed, record))
                        self._touched.add((table, record))

    def _remove_drafts(self) -> None:
        mine = {record for _, record in self._mark.removed | self._mark.emptied}
        words = self._mark.words
        for draft, record, title, content in self._work.execute("SELECT id, record_id, title, content FROM draft"):
            named = self._id in content or any(words.scrub_whole(text) != text for text in (title, content))
            if record in mine or named:
                self._work.execute("DELETE FROM draft WHERE id = ?", (draft,))

    # the journal

    def _rewrite_labels(self, removed: set[Key]) -> None:
        """Rewrite what entries are called: quotes of what is gone, and the person's names."""
        words = self._mark.words
        mine = {record for _, record in removed | self._mark.emptied | self._gone}
        related = mine | {record for _, record in self._mark.scrubbed | self._mark.issued}
        entries = erasing.entries_of(self._work, sorted(related)) - {self._work.entry}
        changed: dict[int, str] = {}
        for entry in entries:
            label = self._work.execute("SELECT label FROM journal_entry WHERE id = ?", (entry,))[0][0]
            about = self._work.execute("SELECT DISTINCT record_id FROM journal_line WHERE entry_id = ?", (entry,))
            alone = {record for (record,) in about} <= mine
            changed[entry] = words.without_quotes(label) if alone else words.scrub(label)
        for entry, label in self._work.execute("SELECT id, label FROM journal_entry"):
            if entry not in changed and (scrubbed := words.scrub_whole(label)) != label:
                changed[entry] = scrubbed
        self._work.execute_many(
            "UPDATE journal_entry SET label = ? WHERE id = ?", [(label, entry) for entry, label in changed.items()]
        )

    def _rewrite_lines(self, removed: set[Key], naming: list[Line]) -> None:
        work, mark = self._work, self._mark
        erasing.forget_lines(work, removed | self._gone)
        forgotten = removed | self._gone
        kept = sorted({record for _, record in mark.emptied | mark.scrubbed})
        lines = {line.id: line for line in erasing.lines_of(work, kept)}
        lines |= {line.id: line for line in naming if line.key not in forgotten}
        erasing.rewrite_lines(work, lines.values(), self._old_value)
        asking = [record for table, record in self._touched if table in _ASKING]
        erasing.rewrite_lines(work, erasing.lines_of(work, asking), self._old_words)
        for line in self._lines_with_names():
            if line.key not in forgotten and not self._is_there(line.key):
                erasing.rewrite_lines(work, [line], self._old_words)

    def _old_value(self, line: Line, column: str, value: Any) -> Any:
        if value == self._id:
            return None
        if line.key in self._mark.issued or not isinstance(value, str):
            return value
        if line.table == "document" and column == "customer":
            return None
        return self._text(*line.key, column, value) if column in texts_of(line.table) else value

    def _old_words(self, _line: Line, _column: str, value: Any) -> Any:
        return self._mark.words.scrub_whole(value) if isinstance(value, str) else value

    def _lines_with_names(self) -> list[Line]:
        """Return the lines, of whatever row, in which a whole name or address stands."""
        found: dict[int, Line] = {}
        for text in self._mark.words.whole:
            pattern = json.dumps(text, ensure_ascii=False)[1:-1]
            for letter in "\\%_":
                pattern = pattern.replace(letter, f"\\{letter}")
            rows = self._work.execute(
                "SELECT id, entry_id, table_name, record_id, fields FROM journal_line WHERE fields LIKE ? ESCAPE '\\'",
                (f"%{pattern}%",),
            )
            found |= {row[0]: Line(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows}
        return list(found.values())
