"""What a change does to the search document: nothing, when no search looks at what changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.services.contacts.views import ChannelDraft, ContactDraft
from crm_desktop.services.pipeline.views import DealDraft
from crm_desktop.services.services import Services
from crm_desktop.storage import search_index


def test_a_column_that_is_not_searched_leaves_the_document_alone(services: Services) -> None:
    services.pipeline_commands.save(DealDraft(title="Holiday cakes", amount=Decimal(10)))
    before = services.database.rows("SELECT * FROM search_document")
    with services.database.write("Changed the amount") as work:
        work.execute("UPDATE deal SET amount = amount + 1, rank = rank + 1")
    assert services.database.rows("SELECT * FROM search_document") == before
    with services.database.write("Renamed") as work:
        work.execute("UPDATE deal SET title = 'Easter cakes'")
    assert [hit.title for group in services.search.search("easter") for hit in group.rows] == ["Easter cakes"]
    assert services.search.search("holiday") == []


@pytest.mark.parametrize("kind", list(search_index.SOURCES))
def test_every_column_that_a_view_reads_is_watched(services: Services, kind: str) -> None:
    table = search_index.own_table(kind)
    columns = {row[1] for row in services.database.rows(f'PRAGMA table_info("{table}")')} - {"id"}
    statement = search_index.trigger_sql()[f"search_{kind}_update"]
    watched = set(statement.split("UPDATE OF ")[1].split(' ON "')[0].split(", "))
    assert watched <= columns
    # A column that the view names and nobody watches would leave old words to be found.
    select = search_index.SOURCES[kind]
    alias = select.rsplit(f'FROM "{table}" ', 1)[1].split()[0]
    words = set("".join(letter if letter.isalnum() or letter in "._" else " " for letter in select).split())
    assert watched == {column for column in columns if f"{alias}.{column}" in words}


def test_a_line_handed_on_is_found_with_its_new_owner_only(services: Services) -> None:
    for name, email in (("Ann", "unusual@example.com"), ("Bo", "bo@example.com")):
        services.contact_commands.save(ContactDraft(name=name, channels=(ChannelDraft("email", email),)))
    with services.database.write("Handed on") as work:
        work.execute(
            "UPDATE channel SET contact_id = (SELECT id FROM contact WHERE name = 'Bo') WHERE value LIKE 'unusual%'"
        )
    assert [hit.title for group in services.search.search("unusual") for hit in group.rows] == ["Bo"]
