"""A contact is shown from its search document alone: what stands there is what the contact says now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from crm_desktop.services.contacts.views import AffiliationDraft, ContactDraft
from crm_desktop.services.search.views import Hit
from crm_desktop.services.services import Services
from crm_desktop.storage.rows import insert_row


def hit(services: Services, name: str) -> Hit:
    """Return what the search shows, having compared it with the contact read for itself."""
    (found,) = [one for group in services.search.search(name) for one in group.rows if one.title == name]
    assert services.search.hits([(found.kind, found.id)]) == [found]
    return found


def asked_for(services: Services, call: Callable[[], object]) -> list[str]:
    """Return the statements that a call asks."""
    rows, asked = services.database.rows, []

    def noting(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows(sql, values)

    services.database.rows = noting  # type: ignore[method-assign]
    try:
        call()
    finally:
        del services.database.rows
    return asked


@pytest.fixture
def nora(services: Services) -> str:
    work = AffiliationDraft(company="Granite Dental")
    services.contact_commands.save(ContactDraft(name="Nora Lind", job_title="Buyer", affiliations=(work,)))
    return services.contacts.pick("nora")[0].id


def test_it_follows_whatever_it_is_made_of(services: Services, nora: str) -> None:
    assert hit(services, "Nora Lind").subtitle == "Granite Dental · Buyer"
    company = services.contacts.pick("granite")[0].id

    def write(sql: str, *values: str, bulk: bool = False) -> int:
        with services.database.write("Changed", bulk=bulk) as work:
            work.execute(sql, values)
        assert work.change.entry is not None
        return work.change.entry

    renamed = write("UPDATE contact SET name = 'Granite & Son' WHERE id = ?", company)
    assert hit(services, "Nora Lind").subtitle == "Granite & Son · Buyer"
    services.history.undo(renamed)
    assert hit(services, "Nora Lind").subtitle == "Granite Dental · Buyer"
    write("UPDATE contact SET job_title = 'Owner' WHERE id = ?", nora, bulk=True)
    assert hit(services, "Nora Lind").subtitle == "Granite Dental · Owner"
    write("UPDATE affiliation SET ended_on = '2025-01-31' WHERE person_id = ?", nora)
    assert hit(services, "Nora Lind").subtitle == "Owner"

    with services.database.write("Added an address") as work:
        insert_row(work, "address", {"id": "a" * 32, "contact_id": company, "city": "Leeds"})
    assert hit(services, "Granite Dental")[3:6] == ("Leeds", "building-2", None)
    write("UPDATE contact SET kind = 'person', job_title = '' WHERE id = ?", company)
    assert (hit(services, "Granite Dental").subtitle, hit(services, "Granite Dental").is_company) == ("", False)


def test_the_main_company_is_shown_of_several_and_another_where_none_is_main(services: Services, nora: str) -> None:
    both = (AffiliationDraft(company="Acme"), AffiliationDraft(company="Harbor & Vine", is_primary=True))
    services.contact_commands.save(ContactDraft(name="Otto Berg", affiliations=both))
    with services.database.write("Only one is the main one") as work:
        work.execute(
            "UPDATE affiliation SET is_primary = company_id IN (SELECT id FROM contact WHERE name LIKE 'Harbor%') "
            "WHERE person_id = (SELECT id FROM contact WHERE name = 'Otto Berg')"
        )
    assert hit(services, "Otto Berg").subtitle == "Harbor & Vine"
    with services.database.write("None is") as work:
        work.execute("UPDATE affiliation SET is_primary = 0")
    assert hit(services, "Otto Berg").subtitle in ("Harbor & Vine", "Acme")


def test_contacts_take_no_second_question_and_no_statement_is_compiled_for_each_key(
    services: Services, nora: str
) -> None:
    for name in [f"Alba Norman{number}" for number in range(6)] + [f"Norbert Tester{number}" for number in range(12)]:
        services.contact_commands.save(ContactDraft(name=name))
    asked = asked_for(services, lambda: services.search.search("nor"))
    assert len(asked) == 1
    for text in ("n", "nora l", "077009", "q-2025", "norrbert"):
        asked += asked_for(services, partial(services.search.search, text))
    # SQLite compiles a statement anew whenever another value may be bound to its LIMIT.
    assert not [sql for sql in asked if "LIMIT ?" in sql or "LIMIT :" in sql]
