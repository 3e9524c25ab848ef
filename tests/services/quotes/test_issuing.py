"""Issued quotes: numbered without gaps, sealed for good, decided by the customer, replaced by revisions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from tests.services.quotes.bakery import CAKE, DELIVERY, PIES, TWENTY, add_company, draft_for, issued


def test_numbers_are_given_at_issue_and_leave_no_gaps(services: Services) -> None:
    company = add_company(services)
    drafts = [services.quote_commands.save(draft_for(company))[1] for _ in range(3)]
    services.quote_commands.bin([drafts[1]])

    assert [services.quotes.detail(one).number for one in drafts] == ["", "", ""]
    labels = [services.quote_commands.issue(one).label for one in (drafts[2], drafts[0])]

    assert labels == ["Issued Q-0001 to Harbor & Vine Catering", "Issued Q-0002 to Harbor & Vine Catering"]
    assert services.quotes.next_number() == "Q-0003"


def test_a_failed_issue_takes_no_number(services: Services) -> None:
    _, empty = services.quote_commands.save(draft_for(add_company(services), LineDraft("Only words", kind="text")))
    _, nobody = services.quote_commands.save(draft_for(None))

    for quote_id, why in ((empty, "no items"), (nobody, "no customer")):
        with pytest.raises(Refused, match=why):
            services.quote_commands.issue(quote_id)

    assert services.quotes.next_number() == "Q-0001"
    assert services.records.count("quote", "status = draft") == 2


def test_an_issued_quote_cannot_be_changed_binned_or_undone(services: Services) -> None:
    quote_id = issued(services)
    draft = services.quotes.detail(quote_id).draft

    for wrong in (
        lambda: services.quote_commands.save(replace(draft, note="Cheaper")),
        lambda: services.quote_commands.issue(quote_id),
        lambda: services.quote_commands.bin([quote_id]),
        lambda: services.records.update("quote", quote_id, {"note": "Cheaper"}),
        lambda: services.records.bin("quote", [quote_id]),
    ):
        with pytest.raises(Refused, match="Nothing was changed"):
            wrong()

    assert services.quotes.detail(quote_id).draft == draft


def test_undo_never_reaches_into_what_was_issued(services: Services) -> None:
    company = add_company(services)
    added = services.contact_commands.save(ContactDraft(name="Nora Lind"))
    _, quote_id = services.quote_commands.save(draft_for(company))
    draft = services.quotes.detail(quote_id).draft
    services.quote_commands.save(replace(draft, note="Delivery on Tuesdays.", lines=draft.lines[:1]))
    services.quote_commands.save(replace(draft, note="Delivery on Tuesdays.", lines=draft.lines[1:]))
    services.quote_commands.issue(quote_id)
    sealed = services.quotes.detail(quote_id)

    undone = services.history.undo()

    assert undone.label == added.label
    assert services.quotes.detail(quote_id) == sealed


def test_the_stored_bytes_are_what_was_sent_whatever_changes_later(services: Services) -> None:
    quote_id = issued(services)
    sent = services.quotes.pdf(quote_id)
    pdf_id = services.database.value("SELECT pdf_id FROM document WHERE id = ?", (quote_id,))
    company = services.quotes.detail(quote_id).draft.company_id or ""

    services.contact_commands.save_field(company, "name", "Harbour and Wine")
    services.workspace_commands.save_business(Business(name="Sofia & Daughters", currency="GBP"))

    assert services.quotes.pdf(quote_id) == sent
    assert hashlib.sha256(sent).hexdigest() == pdf_id
    paper = services.quotes.paper(quote_id)
    assert (paper.customer.name, paper.seller.name, paper.number) == (
        "Harbor & Vine Catering", "Sofia's Bakehouse", "Q-0001",
    )  # fmt: skip
    assert services.quotes.detail(quote_id).customer == "Harbor & Vine Catering"


def test_the_same_paper_gives_the_stored_bytes_again(services: Services) -> None:
    from crm_desktop.documents.quote_render import render_quote

    quote_id = issued(services)

    assert render_quote(services.quotes.paper(quote_id)) == services.quotes.pdf(quote_id)


def test_an_expired_draft_is_dated_anew_when_it_is_issued(services: Services, clock: FixedClock) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    clock.advance(timedelta(days=30))

    services.quote_commands.issue(quote_id)

    draft = services.quotes.detail(quote_id).draft
    assert (draft.dated_on, draft.valid_until) == (date(2025, 12, 20), date(2026, 1, 3))


def test_acceptance_says_who_and_how_and_can_be_undone(services: Services) -> None:
    quote_id = issued(services)

    services.quote_commands.accept(quote_id, "Amelia Okafor", how="by email")

    detail = services.quotes.detail(quote_id)
    assert (detail.status, detail.decided_by) == ("accepted", "Amelia Okafor, by email")
    assert detail.decided_at == services.clock.now()
    services.history.undo()
    assert services.quotes.detail(quote_id).status == "sent"


def test_options_taken_count_and_the_paper_stays_as_sent(services: Services) -> None:
    option = replace(DELIVERY, optional=True)
    vegan = replace(CAKE, name="Vegan cake", unit_price=Decimal(40), alternative=True)
    quote_id = issued(services, CAKE, vegan, PIES, option)
    sent = services.quotes.pdf(quote_id)
    lines = {line.name: line.id or "" for line in services.quotes.detail(quote_id).draft.lines}
    assert services.quotes.detail(quote_id).net == 91_200 + 58_000

    services.quote_commands.accept(quote_id, line_ids=[lines["Delivery"], lines["Vegan cake"]])

    detail = services.quotes.detail(quote_id)
    assert detail.net == 96_000 + 58_000 + 4_500
    assert [(line.name, line.optional, line.alternative) for line in detail.draft.lines] == [
        ("Holiday cake, 20 cm", False, True), ("Vegan cake", False, False), ("Mince pies, box of 12", False, False),
        ("Delivery", False, False),
    ]  # fmt: skip
    assert services.quotes.pdf(quote_id) == sent


def test_a_line_that_was_not_on_offer_cannot_be_taken(services: Services) -> None:
    quote_id = issued(services)
    first = services.quotes.detail(quote_id).draft.lines[0]

    with pytest.raises(Refused, match="not on offer"):
        services.quote_commands.accept(quote_id, line_ids=[first.id or ""])


def test_an_expired_quote_is_renewed_before_it_is_accepted(services: Services, clock: FixedClock) -> None:
    quote_id = issued(services)
    clock.advance(timedelta(days=15))
    assert services.quotes.detail(quote_id).status == "expired"
    with pytest.raises(Refused, match="expired on 04 Dec 2025"):
        services.quote_commands.accept(quote_id)

    _, revision = services.quote_commands.revise(quote_id)
    services.quote_commands.issue(revision)
    services.quote_commands.accept(revision)

    old, new = services.quotes.detail(quote_id), services.quotes.detail(revision)
    assert (old.status, new.status, new.number) == ("superseded", "accepted", "Q-0001 rev 2")
    assert new.draft.valid_until == date(2025, 12, 19)
    assert [one.number for one in old.revisions] == ["Q-0001", "Q-0001 rev 2"]
    assert services.quotes.next_number() == "Q-0002"


def test_the_old_revision_stays_valid_until_the_new_one_is_issued(services: Services) -> None:
    quote_id = issued(services)
    _, revision = services.quote_commands.revise(quote_id)

    assert services.quotes.detail(quote_id).status == "sent"
    assert services.quotes.detail(revision).next_number == "Q-0001 rev 2"
    with pytest.raises(Refused, match="started already"):
        services.quote_commands.revise(quote_id)
    services.quote_commands.accept(quote_id)
    with pytest.raises(Refused, match="was accepted as it is"):
        services.quote_commands.issue(revision)


def test_only_the_newest_revision_can_be_decided(services: Services) -> None:
    quote_id = issued(services)
    _, revision = services.quote_commands.revise(quote_id)
    services.quote_commands.issue(revision)

    for wrong in (services.quote_commands.accept, services.quote_commands.decline, services.quote_commands.revise):
        with pytest.raises(CrmError, match="Nothing was changed"):
            wrong(quote_id)


def test_declining_keeps_the_reason_where_the_customer_is_read(services: Services) -> None:
    quote_id = issued(services)

    services.quote_commands.decline(quote_id, "Too expensive this year.")

    assert services.quotes.detail(quote_id).status == "declined"
    notes = services.database.rows("SELECT subject, body FROM activity")
    assert notes == [("Q-0001 declined", "Too expensive this year.")]


def test_a_draft_cannot_be_accepted(services: Services) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))

    with pytest.raises(Refused, match="Issue it first"):
        services.quote_commands.accept(quote_id)


def test_a_copy_is_a_new_draft_dated_today(services: Services, clock: FixedClock) -> None:
    quote_id = issued(services)
    clock.advance(timedelta(days=40))

    _, copy = services.quote_commands.duplicate(quote_id)

    old, new = services.quotes.detail(quote_id), services.quotes.detail(copy)
    assert (new.status, new.number, new.revision, new.draft.dated_on) == ("draft", "", 1, date(2025, 12, 30))
    assert new.gross == old.gross
    assert {line.id for line in new.draft.lines}.isdisjoint({line.id for line in old.draft.lines})
    assert new.draft.lines[0].tax_rate == TWENTY
