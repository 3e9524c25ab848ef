"""A first letter more, behind a word: the same answer as the index would give, without asking it for the letter."""

from __future__ import annotations

import pytest

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.search import queries
from crm_desktop.services.search.words import Query, read_query
from crm_desktop.services.services import Services

NAMES = ("Hana Shah", "Hana Okafor", "Hana Özil", "Hana Lind-Smith", "Zoe Hanas", "Smith Hana", "Hana 4Us")


@pytest.fixture
def hanas(services: Services) -> Services:
    for name in NAMES:
        services.contact_commands.save(ContactDraft(name=name))
    services.contact_commands.save(ContactDraft(name="Hana Berg", about="Likes sourdough, (quiet) mornings"))
    return services


def titles(services: Services, text: str) -> set[str]:
    return {hit.title for group in services.search.search(text) for hit in group.rows}


def test_a_letter_behind_a_word_is_the_beginning_of_another_word(hanas: Services) -> None:
    assert titles(hanas, "smith h") == {"Smith Hana", "Hana Lind-Smith"}
    assert titles(hanas, "hana o") == {"Hana Okafor", "Hana Özil"}
    assert titles(hanas, "hana 4") == {"Hana 4Us"}
    assert titles(hanas, "hana q") == {"Hana Berg"}
    assert titles(hanas, "hana s q") == {"Hana Berg"}
    assert titles(hanas, "hana x") == set()


@pytest.mark.parametrize("text", ["hana s", "hana o", "hana q", "h smith", "han l s", "hana x"])
def test_it_finds_what_the_index_finds(hanas: Services, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = hanas.search.search(text, 20)
    monkeypatch.setattr(Query, "letters", property(lambda query: ()))
    assert found == hanas.search.search(text, 20)


def test_where_more_match_than_are_looked_at_the_index_is_asked_for_the_letter(
    hanas: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Hana Tull", "Hana Tull", "Hana Tull"):
        hanas.contact_commands.save(ContactDraft(name=name))
    few = queries._with_letters_sql(("s",), "title", 10).replace("LIMIT 2000", "LIMIT 2")
    monkeypatch.setattr(queries, "_with_letters_sql", lambda *_: few)
    monkeypatch.setattr(queries, "_MOST_FOR_LETTERS", 2)
    assert {"Hana Shah", "Smith Hana"} <= titles(hanas, "hana s")


def test_a_number_is_looked_for_as_it_stands() -> None:
    assert read_query("c-0001").match("title") == 'title : ("C-0001"*)'
    assert read_query("q-2025").letters == ()
    assert read_query("anna b").match() == '"anna"* AND "b"*'
    assert read_query("a b").letters == ()
