"""Documents come in from a folder, or by a table of files: onto their records, once, and never from elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.importing.plan import ImportResult, Outcome
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents


@pytest.fixture
def records(services: Services) -> dict[str, str]:
    def add(what: str, **data: object) -> str:
        return services.records.create(what, data)[0]

    return {
        "nora": add("contact", name="Nora Lind", emails=["nora@example.org"], phones=["07700 900461"]),
        "firm": add("contact", kind="company", name="Harbor & Vine"),
        "one": add("contact", name="John Smith"),
        "two": add("contact", name="John Smith", emails=["js@example.org"]),
        "deal": add("deal", title="Holiday cakes", company="Harbor & Vine"),
        "lead": add("lead", name="Ada Lark", email="ada@example.org"),
        "other": add("lead", name="Rye Mill"),
    }


def put(services: Services, path: Path, kind: str | None = None) -> ImportResult:
    return services.importing.run(services.importing.look(path, kind))


def files_of(services: Services, record: str) -> list[tuple[str, str, bytes]]:
    sql = (
        "SELECT a.record_kind, a.name, b.content FROM attachment a JOIN blob b ON b.id = a.blob_id "
        "WHERE a.record_id = ? AND a.deleted_at IS NULL ORDER BY a.name"
    )
    return services.database.rows(sql, (record,))


def test_a_folder_says_by_its_names_whose_each_file_is(
    services: Services, records: dict[str, str], tmp_path: Path
) -> None:
    case, _ = services.records.create("case", {"subject": "Late again", "person": records["nora"]})
    number = services.records.read("case", case)["number"]
    folder = tmp_path / "papers"
    for name in (
        "Nora Lind/contract.pdf", "Nora Lind/more/id.png", "harbor & vine/terms.txt", "Holiday cakes - sketch.png",
        f"{number} photo.jpg", "Ada Lark.txt", "Rye_Mill.pdf", "John Smith/letter.txt", "js@example.org/letter.txt",
        "Nobody.txt", ".hidden", "Nora Lind/Thumbs.db",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    before = contents(services)
    plan = services.importing.look(folder)
    assert (plan.rows, plan.words, plan.count) == ("documents", ("Folder", "10 files"), 10)
    check = services.importing.check(plan)
    assert check.counts[Outcome.READY] == 8
    assert contents(services) == before

    done = services.importing.run(plan)

    assert (done.created, len(done.refused)) == (8, 2)
    reasons = " ".join(one.reason for one in done.refused)
    assert "2 records are called “John Smith”" in reasons
    assert "nothing called “Nobody”" in reasons
    assert files_of(services, records["nora"]) == [
        ("contact", "contract.pdf", b"Nora Lind/contract.pdf"), ("contact", "id.png", b"Nora Lind/more/id.png"),
    ]  # fmt: skip
    assert [row[:2] for row in files_of(services, records["deal"])] == [("deal", "Holiday cakes - sketch.png")]
    assert [row[0] for one in ("lead", "other", "firm", "two") for row in files_of(services, records[one])] == [
        "lead", "lead", "contact", "contact",
    ]  # fmt: skip
    assert [row[0] for row in files_of(services, case)] == ["case"]
    assert done.change.label == "Imported 8 documents from “papers”"
    for _ in range(2):
        again = put(services, folder)
        assert (again.created, again.updated, again.unchanged, len(again.refused)) == (0, 0, 8, 2)
        assert not again.change
    services.history.undo(done.change.entry)
    assert contents(services) == before


def test_a_table_names_files_and_records_of_many_kinds(
    services: Services, records: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("first")
    (tmp_path / "in" / "b.txt").write_text("second")
    table = tmp_path / "list.csv"
    table.write_text(
        "File path,Name,Contact,Deal,Belongs to,Kind of record\n"
        "in/a.txt,Contract 2025,07700 900461,Holiday cakes,,\n"
        'in\\b.txt,,"Lind, Nora",,,\n'
        "in/b.txt,,,,rye mill,lead\n"
        "in/b.txt,,,,rye mill,case\n"
        "in/b.txt,,nora@example.org,,,\n",
        encoding="utf-8",
    )
    done = put(services, table)
    assert services.importing.look(table).rows == "documents"
    assert (done.created, done.unchanged) == (3, 1)
    assert [one.reason for one in done.refused] == ["There is no case called “rye mill”."]
    assert [row[1:] for row in files_of(services, records["nora"])] == [
        ("Contract 2025.txt", b"first"), ("b.txt", b"second"),
    ]  # fmt: skip
    assert files_of(services, records["deal"]) == [("deal", "Contract 2025.txt", b"first")]
    assert files_of(services, records["other"]) == [("lead", "b.txt", b"second")]
    # The bytes of a file are kept once, whoever has it.
    assert services.database.value("SELECT count(*) FROM blob") == 2
    # What was put into the Bin does not come back by itself.
    attachment = services.database.value("SELECT id FROM attachment WHERE record_kind = 'lead'")
    with services.database.write("Binned") as work:
        work.execute("UPDATE attachment SET deleted_at = 1 WHERE id = ?", (attachment,))
    again = put(services, table)
    assert (again.created, again.unchanged) == (0, 3)
    assert "“b.txt” is in the Bin." in [one.reason for one in again.refused]


def test_the_documents_of_a_quote_stand_where_they_are_seen(
    services: Services, records: dict[str, str], tmp_path: Path
) -> None:
    services.records.create("quote", {"title": "Wedding", "company": "Harbor & Vine"})
    services.records.create("quote", {"title": "Fair", "company": "Harbor & Vine", "deal": "Holiday cakes"})
    services.records.create("quote", {"title": "Nobody's"})
    for name in ("Wedding.txt", "Fair.txt", "Nobody's.txt"):
        (tmp_path / name).write_text(name)
    table = tmp_path / "list.csv"
    table.write_text("File,Quote\nWedding.txt,wedding\nFair.txt,FAIR\nNobody's.txt,Nobody's\n", encoding="utf-8")
    done = put(services, table, "documents")
    assert (done.created, len(done.refused)) == (2, 1)
    assert [row[:2] for row in files_of(services, records["firm"])] == [("contact", "Wedding.txt")]
    assert [row[:2] for row in files_of(services, records["deal"])] == [("deal", "Fair.txt")]


def test_paths_lead_nowhere_else(services: Services, records: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (home / "link.txt").symlink_to(secret)
    (home / "sub" / "round").symlink_to(tmp_path)
    os.mkfifo(home / "pipe")
    (home / "fine.txt").write_text("fine")
    tricks = (
        "../secret.txt", str(secret), "/etc/passwd", "sub/../../secret.txt", "link.txt", "sub/round/secret.txt", "sub",
        "pipe", "..\\secret.txt", "nothing.txt", "fine.txt/../../secret.txt", "x" * 5000,
        "file:///etc/passwd", "~/.ssh",
    )  # fmt: skip
    table = home / "list.csv"
    rows = [f'"{trick}",nora@example.org' for trick in (*tricks, "sub/../fine.txt", str(home / "fine.txt"))]
    table.write_text("\n".join(("Path,Contact", *rows)), encoding="utf-8")

    done = put(services, table, "documents")

    assert (done.created, done.unchanged, len(done.refused)) == (1, 1, len(tricks))
    assert all(one.reason.endswith(".") for one in done.refused)
    assert sum("leads out of the folder" in one.reason for one in done.refused) >= 6
    assert [row[1] for row in files_of(services, records["nora"])] == ["fine.txt"]
    assert services.database.value("SELECT count(*) FROM blob") == 1


def test_a_folder_holds_documents_and_nothing_else(services: Services, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(CrmError, match="holds no files"):
        services.importing.look(empty)
    (empty / "a.txt").write_text("a")
    with pytest.raises(Refused, match="not people"):
        services.importing.look(empty, "people")
