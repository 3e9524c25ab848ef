"""What is half typed into any form is kept, offered at the next start, and there again in its form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from crm_desktop.services.drafts import Draft
from crm_desktop.ui.shell.unfinished import AT_FIRST, Unfinished
from tests.ui.drafts.hands import FIELDS, open_form, put_away, sample_of, text_of
from tests.ui.journeys.conftest import OpenWindow
from tests.ui.journeys.count import Count

WORDS = "half a thought about "


def _type_into(count: Count, form: str) -> Draft:
    """Type into a form and leave it at that; return what was kept."""
    window = count.window
    field = open_form(window, form, sample_of(window.services), count.settle)
    QTest.keyClicks(field, WORDS + form)
    drafts = window.services.drafts
    count.until(lambda: any(draft.form == form and WORDS + form in str(draft.content) for draft in drafts.waiting()))
    kept = next(draft for draft in drafts.waiting() if draft.form == form)
    put_away(window)
    count.settle()
    return kept


def _strip(count: Count) -> Unfinished:
    strip = count.window.unfinished
    assert strip is not None
    return strip


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.torture)], ids=["every fourth", "all"])
@pytest.mark.usefixtures("at_once")
def test_every_form_is_kept_offered_and_continued(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path, step: int
) -> None:
    forms = dict(list(FIELDS.items())[::step])
    first = open_window(Path(shutil.copy(sample_file, tmp_path / "first.crm")))
    kept = [_type_into(first, form) for form in forms]
    # Killed with every form half typed: the file as it was before, and what was kept beside it.
    second_file = Path(shutil.copy(sample_file, tmp_path / "second.crm"))
    _put_into(second_file, kept)
    second = open_window(second_file)
    strip = _strip(second)
    assert {row.draft.form for row in strip.rows} == set(forms)
    assert [row.isVisibleTo(strip) for row in strip.rows].count(True) == AT_FIRST
    for form, find in forms.items():
        row = next(row for row in strip.rows if row.draft.form == form)
        row.go_on.click()
        second.settle()
        second.until(lambda find=find, form=form: _says(second, find, WORDS + form))  # type: ignore[misc]
        put_away(second.window)
        second.settle()
    assert strip.isHidden()


def _says(count: Count, find: object, words: str) -> bool:
    field = find(count.window)  # type: ignore[operator]
    return field is not None and words in text_of(field)


def _put_into(path: Path, drafts: list[Draft]) -> None:
    from crm_desktop.services.opening import open_services

    services = open_services(path)
    for draft in drafts:
        services.drafts.put_back(draft)
    services.close()
