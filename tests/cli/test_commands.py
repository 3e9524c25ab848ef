"""The command line end to end, in this process: what it answers, what it writes, how it refuses."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.cli import main

Run = Callable[..., Any]


class _Window:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def screenshot(
        self, workspace: str, pane: str, out: str, theme: str, size: tuple[int, int], key: bytes | None = None
    ) -> None:
        self.asked.append((Path(workspace).name, pane, Path(out).name, theme, size))

    def bench(self, names: Sequence[str], *, as_json: bool, people: int) -> int:
        self.asked.append((*names, as_json, people))
        return 1


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.crm"
    monkeypatch.setenv("CRM_WORKSPACE", str(path))
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*words: str, given: object = None, code: int = 0, window: _Window | None = None) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO("" if given is None else json.dumps(given)))
        capsys.readouterr()
        ended = main(words, window=window)
        said = capsys.readouterr()
        assert ended == code, said.out + said.err
        if code:
            return said.err
        assert not said.err
        return json.loads(said.out) if "--json" in words else said.out

    call("new", str(file), "--name", "Smoke bakery", "--country", "DE")
    return call


def test_new_takes_currency_and_tax_of_the_country_and_never_overwrites(run: Run, file: Path) -> None:
    assert run("create", "product", "-", "--json", given={"name": "Rye", "price": "3.20"})["tax_rate"] == "19"
    before = file.read_bytes()
    assert "is there already" in run("new", str(file), code=1)
    assert file.read_bytes() == before
    answer = run("new", str(file.with_name("other.crm")), "--country", "gb", "--json")
    assert (answer["currency"], answer["country"]) == ("GBP", "GB")


def test_a_contact_from_birth_to_bin(run: Run) -> None:
    given = {"given_name": "Ægir", "family_name": "Ľdaský", "emails": [{"value": "a@example.com", "primary": True}]}
    made = run("create", "contact", "-", "--json", given=given)
    assert made["name"] == "Ægir Ľdaský"
    shown = run("show", "contacts", "Ægir Ľdaský", "--json")
    assert shown == made
    assert [one["id"] for one in run("list", "contact", "--json")] == [made["id"]]
    changed = run("update", "contact", made["id"], "--json", given={"job_title": "Baker"})
    assert changed["job_title"] == "Baker"
    assert run("search", "ægir", "--json")[0]["id"] == made["id"]
    lines = run("history", "contact", made["id"], "--json")
    assert [line["action"] for line in lines] == ["update", "insert"]
    assert lines[0]["fields"] == {"job_title": ["", "Baker"]}
    run("delete", "contact", made["id"])
    assert run("list", "contact", "--json") == []
    assert "Undone: " in run("undo")
    assert run("redo", "--json")["label"]
    entry = run("history", "--json")[0]["entry"]
    assert run("undo", str(entry), "--json")["left"] == []
    assert len(run("list", "contact", "--json")) == 1


def test_several_at_once_and_filters(run: Run) -> None:
    run("create", "contact", given=[{"name": "Nora", "tags": ["vip"]}, {"name": "Ola", "tags": []}])
    assert [one["name"] for one in run("list", "contact", "--where", "tags = vip", "--json")] == ["Nora"]
    listed = run("list", "contact", "--columns", "name", "--sort", "-name", "--limit", "1", "--json")
    assert [one["name"] for one in listed] == ["Ola"]
    table = run("list", "contact", "--columns", "name,created_at")
    assert table.splitlines()[0].split() == ["Name", "Added"]
    assert table.splitlines()[-1] == "2 contacts"


def test_wrong_usage_and_refusals(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Did you mean" in run("lis", code=2)
    assert "Usage" in run("show", code=2)
    assert "Did you mean “contact”" in run("list", "contcat", code=1)
    assert "There is no contact “Nobody”" in run("show", "contact", "Nobody", code=1)
    assert "is not JSON" in run("create", "contact", "/dev/null", code=1)
    assert "has no field" in run("create", "contact", given={"nmae": "x"}, code=1)
    assert run("create", "contact", given=["x"], code=1).count("\n") == 1
    monkeypatch.setenv("CRM_WORKSPACE", "/nowhere/shop.crm")
    assert "There is no file" in run("list", "contact", code=1)


def test_data_does_nothing_to_the_terminal(run: Run) -> None:
    run("create", "contact", given={"name": "Evil \x1b[31mred\x07 \u202egnp.exe", "about": "a\r\nb"})
    for words in (("list", "contact"), ("show", "contact", "Evil \x1b[31mred\x07 \u202egnp.exe"), ("search", "evil")):
        said = run(*words)
        assert not set("\x1b\x07\u202e\r") & set(said), words


def test_import_answers_and_keeps_what_it_refused(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Email\nNora Lind,nora@example.com\n,\nOla Berg,ola@example.com\n", encoding="utf-8")
    dry = run("import", str(table), "--dry-run", "--json")
    assert (dry["entry"], dry["created"]) == (None, 2)
    assert run("list", "contact", "--json") == []
    answer = run("import", str(table), "--json")
    counts = {"entry", "created", "updated", "unchanged"}
    assert set(answer) == {*counts, "refused", "problems", "names", "custom_fields"}
    assert (answer["created"], answer["updated"]) == (2, 0)
    again = run("import", str(table), "--json")
    assert (again["entry"], again["created"], again["updated"], again["unchanged"]) == (None, 0, 0, 2)
    table.write_text("Name,Email\nNora L,nora@example.com\nKarl Strand,k@example.com\n", encoding="utf-8")
    errors = tmp_path / "refused.csv"
    answer = run("import", str(table), "--mode", "update", "--match", "email", "--errors", str(errors), "--json")
    assert (answer["updated"], answer["refused"]) == (1, [{"row": 3, "reason": "“Karl Strand” is not here yet."}])
    assert "Karl Strand" in errors.read_text(encoding="utf-8-sig")
    assert "takes it back" in run("import", str(table))
    assert "no way to import" in run("import", str(table), "--mode", "maybe", code=1)


def test_export_and_backup_never_overwrite(run: Run, tmp_path: Path) -> None:
    run("create", "contact", given={"name": "Nora Lind"})
    target = tmp_path / "all.csv"
    assert run("export", "contact", "-o", str(target), "--json")["count"] == 1
    assert "is there already" in run("export", "contact", "-o", str(target), code=1)
    run("export", "contact", "-o", str(target), "--force")
    copy = tmp_path / "copy.crm"
    run("backup", "-o", str(copy))
    assert "is there already" in run("backup", "-o", str(copy), code=1)
    assert [one["name"] for one in run("--workspace", str(copy), "list", "contact", "--json")] == ["Nora Lind"]


def test_a_quote_is_printed_and_issued(run: Run, tmp_path: Path) -> None:
    contact = run("create", "contact", "--json", given={"name": "Nora Lind"})["id"]
    lines = [{"name": "Rye loaf", "quantity": "12", "unit_price": "4.50", "tax_rate": "7"}]
    quote = run("create", "quote", "--json", given={"title": "Bread", "person_id": contact, "lines": lines})
    assert (quote["number"], quote["total"]) == (None, "57.78")
    paper = tmp_path / "quote.pdf"
    run("print", quote["id"], "-o", str(paper))
    assert paper.read_bytes().startswith(b"%PDF-")
    run("print", quote["id"], "--issue", "-o", str(paper), "--force")
    issued = paper.read_bytes()
    number = run("show", "quote", quote["id"], "--json")["number"]
    run("print", number, "-o", str(tmp_path / "again.pdf"))
    assert (tmp_path / "again.pdf").read_bytes() == issued


def test_check_finds_what_is_broken(run: Run, file: Path) -> None:
    run("create", "contact", given={"name": "Nora Lind"})
    assert all(one["ok"] for one in run("check", "--json"))
    from crm_desktop.storage.driver import connect

    connection = connect(file)
    connection.execute("DELETE FROM journal_line WHERE table_name = 'contact'")
    connection.execute("DELETE FROM search_document")
    connection.close()
    assert "is not whole" in run("check", code=1)


def test_sample_is_a_whole_shop(run: Run, tmp_path: Path) -> None:
    answer = run("sample", str(tmp_path / "sample.crm"), "--json")
    assert answer["deal"] == 18
    assert "✗" not in run("check", "--workspace", str(tmp_path / "sample.crm"))


def test_the_window_is_asked_for_pictures_and_measurements(run: Run, file: Path, tmp_path: Path) -> None:
    window = _Window()
    run("screenshot", "today", "-o", str(tmp_path / "t.png"), "--theme", "dark", "--size", "1366x768", window=window)
    assert window.asked.pop() == ("shop.crm", "today", "t.png", "dark", (1366, 768))
    run("bench", "import", "--json", code=1, window=window)
    assert window.asked.pop() == ("import", True, 100_000)
    run("bench", "scroll", "--contacts", "1000000", code=1, window=window)
    assert window.asked == [("scroll", False, 1_000_000)]
    assert "1440x900" in run("screenshot", "today", "-o", "t.png", "--size", "big", code=2, window=window)
    assert "no window here" in run("screenshot", "today", "-o", str(tmp_path / "t.png"), code=1)
