"""Exporting a list, or everything, to a file."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.exporting.dialog import ExportDialog
from crm_desktop.ui.pane.pane import PaneContext

Settle = Callable[[], None]


@pytest.fixture
def filled(services: Services, tmp_path: Path) -> Services:
    """Two people and a company."""
    file = tmp_path / "in.csv"
    file.write_text("Name,Email,Company\nAmelia Okafor,amelia@x.eu,Harbor\nBen Castillo,ben@x.eu,Harbor\n", "utf-8")
    services.importing.run(services.importing.look(file))
    return services


@pytest.fixture
def settle(context: PaneContext, qtbot: QtBot) -> Settle:
    def wait() -> None:
        qtbot.waitUntil(lambda: context.operations.idle, timeout=10_000)

    return wait


@pytest.fixture
def dialog(filled: Services, context: PaneContext, qtbot: QtBot, settle: Settle) -> ExportDialog:
    made = ExportDialog(context, "contact", "kind = person")
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def choose(dialog: ExportDialog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.ask_where()


def test_it_says_how_many_and_which(dialog: ExportDialog) -> None:
    assert dialog.list_only.text() == "This list: 2"
    assert dialog.everything.text() == "All of them: 3"
    assert dialog.filter_words.text() == "Kind is “Person”"
    assert dialog.where() == "kind = person"


def test_the_list_is_written_and_reads_back(
    dialog: ExportDialog, tmp_path: Path, services: Services, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    choose(dialog, target, monkeypatch)
    settle()
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert {row["Name"] for row in csv.DictReader(file)} == {"Amelia Okafor", "Ben Castillo"}
    assert dialog.banner.title() == "Exported to out.csv"
    assert dialog.close_button.text() == "Close"
    again = services.importing.check(services.importing.look(target))
    assert all(not row.reason for row in again.rows)


def test_all_of_them_and_only_the_columns_of_the_list(
    dialog: ExportDialog, tmp_path: Path, services: Services, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.everything.setChecked(True)
    dialog.columns.setCurrentIndex(1)
    target = tmp_path / "out.csv"
    choose(dialog, target, monkeypatch)
    settle()
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 4
    assert len(rows[0]) == len(services.records.access("contact").columns)


def test_a_file_that_was_not_asked_about_is_not_replaced(
    dialog: ExportDialog, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.csv").write_text("mine", "utf-8")
    choose(dialog, tmp_path / "out", monkeypatch)
    settle()
    assert (tmp_path / "out.csv").read_text("utf-8") == "mine"
    assert "is there already" in dialog.banner.title()
    assert dialog.go_on.isEnabled()
    choose(dialog, tmp_path / "out.csv", monkeypatch)
    settle()
    assert "Amelia" in (tmp_path / "out.csv").read_text("utf-8")


def test_cards_are_offered_for_contacts_only(dialog: ExportDialog, settle: Settle) -> None:
    assert dialog.format.findData(".vcf") >= 0
    dialog.format.setCurrentIndex(dialog.format.findData(".vcf"))
    assert not dialog.columns_field.isVisible()
    dialog.kind.setCurrentIndex(dialog.kind.findData("deal"))
    settle()
    assert dialog.format.findData(".vcf") < 0
    assert dialog.columns_field.isVisible()
    assert dialog.where() is None
    assert not dialog.list_only.isVisible()


@pytest.mark.parametrize("ending", [".vcf", ".json", ".xlsx"])
def test_every_format_is_written(
    dialog: ExportDialog, ending: str, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(ending))
    target = tmp_path / f"out{ending}"
    choose(dialog, target, monkeypatch)
    settle()
    assert "out" in dialog.banner.title()
    if ending == ".vcf":
        assert target.read_text("utf-8").count("BEGIN:VCARD") == 2
    elif ending == ".json":
        assert len(json.loads(target.read_text("utf-8"))) == 2
    else:
        assert target.read_bytes().startswith(b"PK")


def test_escape_stops_first_and_closes_then(
    dialog: ExportDialog, tmp_path: Path, context: PaneContext, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog, tmp_path / "out.csv", monkeypatch)
    assert dialog.close_button.text() == "Stop"
    dialog.reject()
    assert dialog.isVisible()
    settle()
    assert not context.operations.busy
    dialog.reject()
    assert not dialog.isVisible()


def test_a_filter_that_is_none_is_said_in_words(
    context: PaneContext, filled: Services, qtbot: QtBot, settle: Settle
) -> None:
    dialog = ExportDialog(context, "contact", "nonsense (")
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert dialog.banner.title() == "This filter cannot be understood."


def test_a_segment_is_written(
    filled: Services, context: PaneContext, qtbot: QtBot, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    filled.saved_view_commands.save(
        SavedViewDraft(kind="contact", name="Bens", filter="name contains Ben", segment=True)
    )
    view = SavedViewDraft("contact", "By name", "kind = person", ("email", "name"), (("name", True),))
    filled.saved_view_commands.save(view)
    dialog = ExportDialog(context, "contact")
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert dialog.in_segment.isVisible()
    assert not dialog.segment.isEnabled()
    dialog.in_segment.setChecked(True)
    assert dialog.segment.isEnabled()
    assert [dialog.segment.itemText(row) for row in range(2)] == ["Segment “Bens”", "View “By name”"]
    assert dialog.saved() is not None
    choose(dialog, tmp_path / "out.csv", monkeypatch)
    settle()
    rows = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("Ben Castillo")
    # A view is its records, its order and its columns; as a PDF it is a list to print.
    dialog.segment.setCurrentIndex(1)
    dialog.columns.setCurrentIndex(1)
    choose(dialog, tmp_path / "view.csv", monkeypatch)
    settle()
    rows = (tmp_path / "view.csv").read_text("utf-8-sig").splitlines()
    assert rows[1:] == ["ben@x.eu,Ben Castillo", "amelia@x.eu,Amelia Okafor"]
    dialog.format.setCurrentIndex(dialog.format.findData(".pdf"))
    assert not dialog.columns_field.isVisible()
    choose(dialog, tmp_path / "view.pdf", monkeypatch)
    settle()
    text = pypdf.PdfReader(tmp_path / "view.pdf").pages[0].extract_text()
    assert text.index("By name") < text.index("Ben Castillo") < text.index("Amelia Okafor")
    dialog.kind.setCurrentIndex(dialog.kind.findData("deal"))
    settle()
    assert not dialog.in_segment.isVisible()
    assert dialog.saved() is None


def test_cards_of_either_version_in_one_file_or_one_each(
    dialog: ExportDialog, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dialog.choices.style_choice.isVisible()
    dialog.format.setCurrentIndex(dialog.format.findData(".vcf"))
    assert not dialog.choices.style_choice.isVisible()
    dialog.choices.version.setCurrentIndex(1)
    choose(dialog, tmp_path / "out.vcf", monkeypatch)
    settle()
    assert (tmp_path / "out.vcf").read_text("utf-8").count("VERSION:4.0") == 2
    dialog.choices.each.setCurrentIndex(1)
    choose(dialog, tmp_path / "out.zip", monkeypatch)
    settle()
    with zipfile.ZipFile(tmp_path / "out.zip") as package:
        assert sorted(package.namelist()) == ["Amelia Okafor.vcf", "Ben Castillo.vcf"]


def test_a_table_is_written_as_the_country_does_or_as_is_chosen(
    dialog: ExportDialog, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dialog.choices.style_choice.currentText() == "Commas, decimal points"
    dialog.choices.style_choice.setCurrentIndex(0)
    dialog.choices.mark.setChecked(False)
    choose(dialog, tmp_path / "out.csv", monkeypatch)
    settle()
    assert (tmp_path / "out.csv").read_bytes().startswith(b'"Name";')


def test_the_people_of_the_firm_are_written_whole(
    dialog: ExportDialog, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData("member"))
    settle()
    assert not dialog.columns_field.isVisible()
    assert not dialog.list_only.isVisible()
    assert dialog.format.findData(".pdf") == -1
    choose(dialog, tmp_path / "people.csv", monkeypatch)
    settle()
    assert (tmp_path / "people.csv").read_text("utf-8-sig").splitlines()[1:] == ["Sofia,"]
    assert dialog.banner.title() == "Exported to people.csv"
