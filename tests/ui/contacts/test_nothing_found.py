"""What an empty list of contacts says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.services.contacts.views import ContactCounts
from crm_desktop.ui.contacts.list_reader import ListQuery
from crm_desktop.ui.contacts.nothing_found import NothingFound
from crm_desktop.ui.pane.pane import PaneContext


@pytest.mark.parametrize(
    ("kind", "counts", "words"),
    [
        ("person", ContactCounts(0, 0), "bring a list from a spreadsheet"),
        ("person", ContactCounts(0, 85), "85 companies are here, under Companies."),
        ("company", ContactCounts(40, 0), "40 people are here, under People."),
    ],
)
def test_it_says_where_the_others_are(
    context: PaneContext, qtbot: QtBot, kind: str, counts: ContactCounts, words: str
) -> None:
    shown = NothingFound(context.theme)
    qtbot.addWidget(shown)
    shown.set_query(ListQuery(kind), counts)
    assert words in " ".join(label.text() for label in shown.findChildren(QLabel))
