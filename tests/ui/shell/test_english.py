"""What is said of one thing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

import crm_desktop
from crm_desktop.ui.shell.english import EnglishPlurals, for_one
from tests.source_trees import tree


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("%n deals", "%n deal"),
        ("%n need a next step", "%n needs a next step"),
        ("%n people", "%n person"),
        ("%n replies are due soon", "%n reply is due soon"),
        ("%n s left", "%n s left"),
        ("Saved %n s ago", "Saved %n s ago"),
        ("Why were these %n deals lost?", "Why was this %n deal lost?"),
        ("%n records stay, because others refer to them.", "%n record stays, because others refer to it."),
        ("%n end within 7 days", "%n ends within 7 days"),
    ],
)
def test_one_thing(many: str, one: str) -> None:
    assert for_one(many) == one


def test_qt_asks_it(qapp: QApplication) -> None:
    plurals, usual = EnglishPlurals(), QLocale()
    qapp.installTranslator(plurals)
    try:
        say = QCoreApplication.translate
        assert say("Any", "%n deals", "", 1) == "1 deal"
        assert say("Any", "%n deals", "", 3) == "3 deals"
        assert say("Any", "Open") == "Open"
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        assert say("Any", "%n deals", "", 12345) == "12,345 deals"
    finally:
        QLocale.setDefault(usual)
        qapp.removeTranslator(plurals)


def test_every_counting_sentence_has_a_form_for_one() -> None:
    units = {"%n s left", "Saved %n s ago", "Saved %n min ago", "%n min left"}
    root = Path(crm_desktop.__file__).parent / "ui"
    same = []
    for file in root.rglob("*.py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call):
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                counting = [text for text in texts if "%n" in text and file.name != "english.py"]
                same += [text for text in counting if for_one(text) == text and text not in units]
    uncounted = ("selected", "chosen", "waiting", "planned", "more")
    assert [text for text in same if not text.endswith(uncounted)] == []
