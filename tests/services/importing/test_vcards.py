"""vCards of other programs: everything comes in, nothing comes in twice, undo leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.exchange.vcard import read_vcards
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.importing.plan import Outcome
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents

# file → contacts made in an empty workspace
FILES = {
    "John_Doe_ANDROID.vcf": 6, "John_Doe_BLACK_BERRY.vcf": 1, "John_Doe_EVOLUTION.vcf": 1, "John_Doe_GMAIL.vcf": 1,
    "John_Doe_IPHONE.vcf": 1, "fullcontact.vcf": 1, "gmail-list.vcf": 3, "gmail-single.vcf": 1, "outlook-2003.vcf": 1,
    "rfc2426-example.vcf": 2, "rfc6350-example.vcf": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_card_comes_in_once_and_goes_again(services: Services, shared_data: Path, name: str) -> None:
    path = shared_data / "vcards" / name
    before = contents(services)
    plan = services.importing.look(path)
    checked = services.importing.check(plan)
    assert checked.counts[Outcome.READY] == FILES[name]
    assert contents(services) == before
    result = services.importing.run(plan)
    assert (result.created, result.updated, result.unchanged, result.refused) == (FILES[name], 0, 0, ())
    assert services.database.value("SELECT count(*) FROM contact WHERE kind = 'person'") == FILES[name]
    after = contents(services)
    again = services.importing.run(services.importing.look(path))
    assert (again.created, again.updated, again.unchanged) == (0, 0, FILES[name])
    assert not again.change
    assert contents(services) == after
    services.history.undo(result.change.entry)
    assert contents(services) == before


def test_one_card_field_by_field(services: Services, shared_data: Path) -> None:
    services.importing.run(services.importing.look(shared_data / "vcards" / "John_Doe_IPHONE.vcf"))
    found = services.records.read("contact", services.records.find("contact", "Mr. John Richter James Doe Sr."))
    assert (found["prefix"], found["given_name"], found["additional_name"]) == ("Mr.", "John", "Richter James")
    assert (found["family_name"], found["suffix"]) == ("Doe", "Sr.")
    assert (found["company"], found["job_title"], found["birthday"]) == ("IBM", "Money Counter", "2012-06-06")
    assert found["affiliations"][0]["department"] == "Accounting"
    assert [(phone["type"], phone["value"]) for phone in found["phones"]][:3] == [
        ("mobile", "905-555-1234"), ("home", "905-666-1234"), ("work", "905-777-1234"),
    ]  # fmt: skip
    assert len(found["phones"]) == 7
    assert len(found["addresses"]) == 2
    photo = services.database.value("SELECT photo_id FROM contact WHERE id = ?", (found["id"],))
    assert len(services.workspace.blob(photo) or b"") > 1000


def test_the_same_person_from_another_program_is_changed_not_doubled(services: Services, shared_data: Path) -> None:
    for name, created, updated in (("EVOLUTION", 1, 0), ("GMAIL", 0, 1), ("IPHONE", 0, 1)):
        plan = services.importing.look(shared_data / "vcards" / f"John_Doe_{name}.vcf")
        result = services.importing.run(plan)
        assert (result.created, result.updated) == (created, updated)
    assert services.database.value("SELECT count(*) FROM contact WHERE kind = 'person'") == 1


def test_what_has_no_field_is_kept_and_written_back(services: Services, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "vcards" / "fullcontact.vcf"
    services.importing.run(services.importing.look(path))
    kept = json.loads(services.database.value("SELECT extra FROM contact WHERE extra IS NOT NULL"))["vcard"]
    assert len(kept["extras"]) == 24
    target = tmp_path / "back.vcf"
    assert export_records(services, "contact", target, 'kind = "Person"') == 1
    theirs, ours = read_vcards(path.read_bytes()).cards[0], read_vcards(target.read_bytes()).cards[0]
    assert {(one.name, one.value) for one in theirs.extras} <= {(one.name, one.value) for one in ours.extras}
    assert ours.full_name == theirs.full_name
    assert ours.birthday == theirs.birthday
    assert {one.value for one in ours.phones} == {one.value for one in theirs.phones}
    assert {one.value for one in ours.emails} == {one.value for one in theirs.emails}
    assert [photo.data for photo in ours.photos if photo.data] == [photo.data for photo in theirs.photos if photo.data]


_CARDS = {
    "one": """UID:one
TEL;TYPE=cell;X-FIRST=1:+49 30 901820
item1.URL:https://one.example
item1.X-MARK:of one
X-BOTH:same
X-ONE:1
""",
    "two": """UID:two
TEL;TYPE=voice:+49 30 901820
item1.URL:https://two.example
item1.X-MARK:of two
X-BOTH:same
X-TWO:2
""",
    "three": """X-THREE:3
item1.X-MARK:of two
""",
}


@pytest.mark.parametrize("merged", [False, True])
def test_cards_of_one_person_from_three_files_keep_what_each_said(
    services: Services, tmp_path: Path, merged: bool
) -> None:
    paths = []
    for name, lines in _CARDS.items():
        path = tmp_path / f"{name}.vcf"
        mail = f"{name}@firm.example" if merged else "nora@firm.example"
        path.write_text(
            f"BEGIN:VCARD\nVERSION:3.0\nFN:Nora Lind\nN:Lind;Nora;;;\nEMAIL:{mail}\n{lines}END:VCARD\n", "utf-8"
        )
        paths.append(path)
        services.importing.run(services.importing.look(path))
    if merged:
        ids = [one["id"] for one in services.records.listed("contact")]
        if len(ids) > 1:
            services.duplicate_commands.merge(ids[0], ids[1:])
    assert services.records.count("contact") == 1
    for _ in range(2):
        for path in paths:
            again = services.importing.run(services.importing.look(path))
            assert (again.created, again.updated, again.unchanged) == (0, 0, 1), path.name
    out = tmp_path / "out.vcf"
    export_records(services, "contact", out)
    written = out.read_text("utf-8").replace("\r\n", "\n").replace("\n ", "")
    for line in ("X-FIRST=1", "X-BOTH:same", "X-ONE:1", "X-TWO:2", "X-THREE:3", "X-MARK:of one", "X-MARK:of two"):
        assert written.count(line) == 1 or (merged and line == "X-MARK:of two"), line
    groups = {line.partition(".")[2]: line.partition(".")[0] for line in written.splitlines() if "." in line}
    if not merged:
        assert groups["URL:https://two.example"] == groups["X-MARK:of two"] != groups["X-MARK:of one"]
    assert services.importing.run(services.importing.look(out)).unchanged == 1


def test_a_newer_version_of_a_card_speaks_anew(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "nora.vcf"
    for value in ("old", "new"):
        card = f"UID:n\nFN:Nora\nREV:20260101T00000{len(value)}Z\nX-A:{value}\nTEL;X-B={value}:030 901820"
        path.write_text(f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEMAIL:nora@firm.example\nEND:VCARD\n", "utf-8")
        services.importing.run(services.importing.look(path))
    extra = str(services.database.value("SELECT extra FROM contact"))
    assert "old" not in extra
    assert extra.count("new") == 2
