"""What is opened, and what is refused in words."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from crm_desktop.core.errors import CrmError
from crm_desktop.storage import derived
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import connect
from crm_desktop.storage.workspace import create_workspace, open_workspace


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (id)")
    other.close()


def _newer(path: Path) -> None:
    create_workspace(path).close()
    connection = connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def _damaged(path: Path) -> None:
    create_workspace(path).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "There is no file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.write_text("name;phone\nAmelia;1\n" * 20), "is not a workspace"),
        (_foreign, "database of another program"),
        (_newer, "newer version"),
        (_damaged, "damaged"),
        (lambda path: os.mkfifo(path), "not an ordinary file"),
    ],
    ids=["missing", "folder", "empty", "text", "foreign", "newer", "damaged", "fifo"],
)
def test_what_is_no_workspace_is_refused_in_a_sentence(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "shop.crm"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CrmError) as refused:
        open_workspace(path).close()
    assert words in refused.value.title
    assert refused.value.detail.endswith(".")
    assert before is None or path.read_bytes() == before


def test_new_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "shop.crm"
    path.write_bytes(b"precious")
    with pytest.raises(CrmError, match="is there already"):
        create_workspace(path)
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def _refuse(*_names: object) -> None:
    raise PermissionError


def test_it_is_made_on_a_disk_that_knows_no_second_names_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _refuse)
    create_workspace(tmp_path / "shop.crm").close()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda self: False)
        with pytest.raises(CrmError, match="is there already"):
            create_workspace(tmp_path / "shop.crm")
    open_workspace(tmp_path / "shop.crm").close()
    assert [one.name for one in tmp_path.iterdir()] == ["shop.crm"]


def test_a_name_that_is_taken_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.crm"
    path.write_bytes(b"precious")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda self: False)  # as if it had been made just after the look
        with pytest.raises(CrmError, match="is there already"):
            create_workspace(path)
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_workspace_is_whole_private_and_alone(tmp_path: Path) -> None:
    database = create_workspace(tmp_path / "shop.crm")
    assert database.value("PRAGMA integrity_check") == "ok"
    assert os.stat(database.path).st_mode & 0o777 == 0o600
    database.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["shop.crm"]


def test_derived_objects_lost_to_a_foreign_tool_are_mended_before_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "shop.crm"
    create_workspace(path).close()
    with sqlite3.connect(path) as other:
        other.execute("DROP TRIGGER journal_contact_update")
        other.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('a', 'Amelia', 'amelia', 0)")
        other.execute("DELETE FROM search_document")
    other.close()
    connection = connect(path)
    assert derived.differs(connection) == ["journal_contact_update"]
    connection.close()
    database = open_workspace(path)
    database.mend()
    assert database.value("SELECT title FROM search_document") == "Amelia"
    connection = database.new_connection()
    assert derived.differs(connection) == []
    connection.close()
    database.close()


def test_a_link_leads_somewhere(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write("Added") as work:
        work.execute("INSERT INTO tag_link (id, tag_id, record_id) VALUES ('a', 'no such tag', 'b')")
    assert database.value("SELECT count(*) FROM tag_link") == 0


def test_a_backup_is_a_checked_whole_copy(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('a', 'Amelia', 'amelia', 0)")
    copy = back_up(database, moment=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert copy.name == "shop 2026-01-02 030405.crm"
    assert not list(copy.parent.glob("*.unfinished"))
    restored = open_workspace(copy)
    assert restored.rows("SELECT name FROM contact") == [("Amelia",)]
    restored.close()
    with pytest.raises(CrmError, match="is there already"):
        back_up(database, copy, moment=datetime.now(UTC))


def test_a_file_that_may_only_be_read_opens_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "shop.crm"
    create_workspace(path).close()
    database = Database(path, read_only=True)
    assert database.value("SELECT count(*) FROM contact") == 0
    with pytest.raises(CrmError, match="can only be read"), database.write("Added") as work:
        work.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('a', 'A', 'a', 0)")
    database.close()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")  # an index over what a line of the journal says
def test_the_migrations_make_what_the_models_map(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from crm_desktop.models import Record

    ours = Record.metadata.tables
    with database.write("Compare"):
        context = MigrationContext.configure(
            database.writer_bind(),
            opts={
                "include_object": lambda thing, name, kind, *_: kind != "table" or name in ours,
                "compare_type": True,
            },
        )
        assert compare_metadata(context, Record.metadata) == []
