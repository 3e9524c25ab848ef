"""What became of the rows of an import so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_desktop.services.importing.plan import Control, NameNote, Outcome, Refusal, RowCheck, Stopped

REPORT_EVERY = 500


@dataclass(slots=True)
class Tally:
    """Counts rows and keeps what is said of them; tells the control how far the import is.

    `new_fields` are the labels of the custom fields that were made.
    """

    control: Control
    total: int = 0
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rows: list[RowCheck] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)
    new_fields: tuple[str, ...] = ()
    _names: dict[tuple[int, str, str], tuple[int, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[NameNote, ...]:
        """Words that are no name of a record here, the most frequent of each column first."""
        notes = (NameNote(*key, *found) for key, found in self._names.items())
        return tuple(sorted(notes, key=lambda one: (one.column, bool(one.meant), -one.rows, one.text)))

    def note_name(self, column: int, header: str, text: str, meant: str) -> None:
        """Note that a word of a column is no name here, and what it was taken for."""
        key = (column, header, text)
        self._names[key] = (self._names.get(key, (0, ""))[0] + 1, meant)

    def add(self, row: int, outcome: Outcome, title: str, reason: str = "") -> None:
        """Note what became of a row; refused rows with their reason."""
        self.rows.append(RowCheck(row, outcome, title, reason))
        if outcome is Outcome.READY:
            self.created += 1
        elif outcome is Outcome.UPDATE:
            self.updated += 1
        elif outcome is Outcome.UNCHANGED:
            self.unchanged += 1
        else:
            self.refused.append(Refusal(row, reason))
            return
        if reason:
            self.problems.append(Refusal(row, reason))

    def promote(self, row: int) -> None:
        """Note that a row which changed nothing did change something after all."""
        for place, one in enumerate(self.rows):
            if one.row == row and one.outcome is Outcome.UNCHANGED:
                self.rows[place] = one._replace(outcome=Outcome.UPDATE)
                self.unchanged -= 1
                self.updated += 1

    def refuse_more(self, rows: list[int], reason: str) -> None:
        """Note further rows that belong to a refused one: they go into the same file for the same reason."""
        self.refused.extend(Refusal(row, reason) for row in rows)

    def advance(self, rows: int) -> None:
        """Tell how far the import is. Raises `Stopped` when somebody has had enough."""
        self.done += rows
        if not self.control.progress(min(self.done, self.total) if self.total else self.done, self.total):
            raise Stopped("The import was stopped.", "Nothing was changed.")
