"""What became of the rows of an import so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_desktop.services.importing.plan import Control, Outcome, Refusal, RowCheck, Stopped

REPORT_EVERY = 500


@dataclass(slots=True)
class Tally:
    """Counts rows and keeps what is said of them; tells the control how far the import is."""

    control: Control
    total: int = 0
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rows: list[RowCheck] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)

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

    def advance(self, rows: int) -> None:
        """Tell how far the import is. Raises `Stopped` when somebody has had enough."""
        self.done += rows
        if not self.control.progress(min(self.done, self.total) if self.total else self.done, self.total):
            raise Stopped("The import was stopped.", "Nothing was changed.")
