"""A stream of two thousand entries costs the window no more than one of fifty, and is complete all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.services.timeline.commands import put_activity
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.ui.timeline.item import TimelineEntry
from tests.ui.contacts.conftest import Screen

MANY = 120


def _fill(services: Services, contact_id: str) -> None:
    now = services.clock.now()
    long = "\n".join(f"Line {number} of a mail that goes on and on." for number in range(30))
    with services.database.write("Filled") as work:
        for number in range(MANY):
            draft = ActivityDraft("note", long if number == 1 else f"Note {number}", happened_at=now)
            put_activity(work, draft, [("contact", contact_id)])
            now -= timedelta(hours=1)


def _tops(entries: list[TimelineEntry]) -> list[tuple[int, int]]:
    return [(entry.y(), entry.y() + entry.height()) for entry in entries]


def test_a_long_stream_is_measured_once_and_shown_whole(
    screen: Screen, amelia: str, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = screen.pane
    measured: list[str] = []
    lay_out: Callable[[TimelineEntry, int], float] = TimelineEntry._lay_out

    def counted(entry: TimelineEntry, width: int) -> float:
        measured.append(entry.item.id)
        return lay_out(entry, width)

    monkeypatch.setattr(TimelineEntry, "_lay_out", counted)
    _fill(services, amelia)
    timeline = pane.detail.timeline
    timeline.show_record("contact", amelia)
    screen.settle()
    qtbot.waitUntil(lambda: len(timeline.entries()) == 50)
    # Each is measured for a width or two and painted; a box layout asked for it a hundred times over.
    assert len(measured) < 50 * 8
    timeline._more.click()
    screen.settle()
    qtbot.waitUntil(lambda: len(timeline.entries()) == 100)
    entries = timeline.entries()
    long = next(number for number, entry in enumerate(entries) if entry.body().startswith("Line 0"))
    assert [entry.body() for entry in entries[long + 1 : long + 4]] == ["Note 2", "Note 3", "Note 4"]
    places = _tops(entries)
    assert all(below[0] == above[1] for above, below in pairwise(places))
    entries[long]._activate()
    qtbot.waitUntil(lambda: entries[long + 1].y() > places[long + 1][0])
    unfolded = _tops(entries)
    assert all(below[0] == above[1] for above, below in pairwise(unfolded))
    entries[0].setFocus()
    QTest.keyClick(entries[0], Qt.Key.Key_Down)
    assert entries[1].hasFocus()
