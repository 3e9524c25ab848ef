"""Attached files are found by what stands in them, until they are gone."""

from __future__ import annotations

import pytest

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.privacy.erasing import PersonErasing
from crm_desktop.services.services import Services
from tests.exchange.test_file_text import docx_of, pdf_of

LETTER = docx_of("<w:p><w:t>Twelve proofing racks by Tuesday</w:t></w:p>")


@pytest.fixture
def nora(services: Services) -> str:
    services.contact_commands.save(ContactDraft(name="Nora Lind"))
    return services.contacts.pick("nora")[0].id


def found(services: Services, text: str) -> list[str]:
    return [hit.title for group in services.search.search(text) for hit in group.rows if group.kind == "files"]


def entries(services: Services) -> int:
    return int(services.database.value("SELECT count(*) FROM journal_entry"))


def test_the_words_of_every_file_are_found(services: Services, nora: str) -> None:
    files = {"a.docx": LETTER, "b.pdf": pdf_of("Sourdough starter"), "c.txt": b"Rye flour", "d.jpg": b"\xff\xd8"}
    for name, content in files.items():
        services.contact_commands.attach(nora, name, content)
    assert found(services, "proofing") == []
    before = entries(services)
    assert services.file_texts.read_waiting() == 4
    assert services.file_texts.read_waiting() == 0
    assert entries(services) == before
    assert found(services, "proofing") == ["a.docx"]
    assert found(services, "sourdough sta") == ["b.pdf"]
    assert found(services, "rye flour") == ["c.txt"]
    assert found(services, "prooofing") == ["a.docx"]
    assert services.search.place_of("attachment", services.search.search("rye")[0].rows[0].id) == ("contact", nora)


def test_the_same_file_twice_is_read_once(services: Services, nora: str) -> None:
    services.contact_commands.attach(nora, "a.docx", LETTER)
    assert services.file_texts.read_waiting() == 1
    services.contact_commands.attach(nora, "copy.docx", LETTER)
    assert services.file_texts.read_waiting() == 0
    assert sorted(found(services, "proofing")) == ["a.docx", "copy.docx"]


def test_it_stops_when_told_and_goes_on_later(services: Services, nora: str) -> None:
    for number in range(5):
        services.contact_commands.attach(nora, f"{number}.txt", b"racks %d" % number)
    asked: list[int] = []

    def goes_on() -> bool:
        asked.append(1)
        return len(asked) <= 2

    assert services.file_texts.read_waiting(goes_on=goes_on) == 2
    assert services.file_texts.read_waiting(most=1) == 1
    assert services.file_texts.read_waiting() == 2


def test_a_thrown_away_file_is_not_found(services: Services, nora: str) -> None:
    services.contact_commands.attach(nora, "a.docx", LETTER)
    services.file_texts.read_waiting()
    entry = services.contact_commands.detach(services.search.search("proofing")[0].rows[0].id).entry
    assert found(services, "proofing") == []
    assert entry is not None
    services.history.undo(entry)
    assert found(services, "proofing") == ["a.docx"]


def test_the_words_of_an_erased_persons_files_are_nowhere(services: Services, nora: str) -> None:
    services.contact_commands.attach(nora, "a.docx", LETTER)
    services.file_texts.read_waiting()
    with services.database.write("Erased a person", kind="erase") as work:
        PersonErasing(work, nora).erase()
    assert found(services, "proofing") == []
    assert services.database.value("SELECT count(*) FROM blob_text") == 0
    assert services.database.value("SELECT count(*) FROM search_document WHERE body LIKE '%proofing%'") == 0


def test_a_rebuilt_index_still_knows_them(services: Services, nora: str) -> None:
    services.contact_commands.attach(nora, "a.docx", LETTER)
    services.file_texts.read_waiting()
    path = services.database.path
    services.close()
    import sqlcipher3

    from crm_desktop.services.opening import open_services

    broken = sqlcipher3.connect(path)
    broken.execute("DROP TRIGGER search_attachment_insert")
    broken.commit()
    broken.close()
    again = open_services(path)
    again.database.mend()
    assert found(again, "proofing") == ["a.docx"]
    again.close()
