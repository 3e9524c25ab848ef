"""What happened, in words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.clock import Clock
from crm_desktop.core.kinds import KINDS
from crm_desktop.services.record_history.preview_words import PreviewLine
from crm_desktop.services.record_history.views import HistoryRow, Value
from crm_desktop.ui.kit.date_words import write_date
from crm_desktop.ui.kit.format import amount_text, moment_text

CONTEXT = "Keeping"


def tr(text: str) -> str:
    """A sentence in the person's language."""
    return QCoreApplication.translate(CONTEXT, text)


def value_words(value: Value | None, clock: Clock) -> str:
    """A value as the person's language writes it."""
    if value is None or value.is_empty:
        return tr("empty")
    shown = value.value
    if isinstance(shown, bool):
        return tr("yes") if shown else tr("no")
    if isinstance(shown, datetime):
        return moment_text(shown, clock.now(), clock.zone)
    if isinstance(shown, date):
        return write_date(shown)
    if isinstance(shown, Decimal) and value.currency:
        return amount_text(shown, value.currency)
    return f"{shown:f}" if isinstance(shown, Decimal) else " ".join(str(shown).split())


def happened(row: HistoryRow, clock: Clock) -> str:
    """What one row of a history says, in one line."""
    if row.action == "changed":
        old, new = value_words(row.old, clock), value_words(row.new, clock)
        said = tr("{field}: {old} → {new}").format(field=row.field, old=old, new=new)
        return f"{row.part} · {said}" if row.part else said
    if row.part:
        words = {"added": tr("{part} added"), "removed": tr("{part} removed")}
        return words[row.action].format(part=row.part)
    return {
        "added": tr("Added"), "removed": tr("Thrown away for good"), "binned": tr("Moved to the Bin"),
        "unbinned": tr("Taken out of the Bin"),
    }[row.action]  # fmt: skip


def entry_words(label: str, kind: str) -> str:
    """What an entry is called; one that took another back says so."""
    if kind == "undo":
        return tr("Undone: {label}").format(label=label)
    return tr("Done again: {label}").format(label=label) if kind == "redo" else label


def sort_words(sort: str) -> str:
    """A kind of record as a word, or the name of a part as it is."""
    return dict(KINDS).get(sort, sort)


def preview_words(line: PreviewLine, clock: Clock) -> tuple[str, str]:
    """One line of a preview: what it is about, and what becomes of it."""
    title = " ".join(line.title.split())
    sort = sort_words(line.sort)
    about = tr("{sort} “{title}”").format(sort=sort, title=title) if title else sort
    if line.count > 1:
        about = tr("{sort} × {count}").format(sort=sort, count=line.count)
    if line.action == "set":
        old, new = value_words(line.old, clock), value_words(line.new, clock)
        return tr("{field}: {old} → {new}").format(field=line.field, old=old, new=new), about
    if line.field:
        now = tr("{field} is {now} by now").format(field=line.field, now=value_words(line.old, clock))
        return now, tr("{about} · changed again since").format(about=about)
    words = {
        "back": tr("Comes back"), "away": tr("Goes"), "bin": tr("Goes back into the Bin"),
        "unbin": tr("Comes out of the Bin"), "changed": tr("Stays: it has changed since"),
        "used": tr("Stays: something else uses it since"), "gone": tr("Was thrown away since"),
        "there": tr("Is there again already"), "homeless": tr("Stays away: what it belonged to is gone"),
    }  # fmt: skip
    return about, words[line.action]
