"""Rows out of a spreadsheet become leads, or say why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import Refused
from crm_desktop.services.leads.pasting import read_pasted
from crm_desktop.services.leads.views import LeadDraft, SameLead


def nobody(_draft: LeadDraft) -> list[SameLead]:
    return []


def test_headings_say_what_the_columns_hold() -> None:
    text = (
        "First name\tLast name\tCompany\tE-mail\tPhone\tBudget\tLead source\tTags\n"
        "Nora\tLind\tHarbor & Vine\tnora@vine.example\t07700 900461\t£1,250.50\tTrade fair\tfair, hot\n"
        "Olaf\tBerg\t\t\t07700 900462\t3.000\t\t\n"
    )
    first, second = (row.draft for row in read_pasted(text, nobody).rows)
    assert first == LeadDraft(
        "Nora Lind", "Harbor & Vine", email="nora@vine.example", phone="07700 900461", source="Trade fair",
        amount=Decimal("1250.50"), tags=("fair", "hot"),
    )  # fmt: skip
    assert (second.name, second.amount) == ("Olaf Berg", Decimal(3000))


def test_without_headings_the_cells_say_it_themselves() -> None:
    text = "Nora Lind\tHarbor & Vine\tnora@vine.example\t07700 900461\nOlaf Berg\tVine\t\t07700 900462"
    first, second = (row.draft for row in read_pasted(text, nobody).rows)
    assert (first.name, first.company_name, first.email, first.phone) == (
        "Nora Lind", "Harbor & Vine", "nora@vine.example", "07700 900461",
    )  # fmt: skip
    assert (second.name, second.phone) == ("Olaf Berg", "07700 900462")


def test_a_cell_with_line_breaks_stays_one_cell() -> None:
    (row,) = read_pasted('Name\tNotes\n"Nora Lind"\t"first\nsecond"\n', nobody).rows
    assert (row.draft.name, row.draft.notes) == ("Nora Lind", "first second")


def test_plain_lines_are_names() -> None:
    assert [row.draft.name for row in read_pasted("Nora Lind\n\nOlaf Berg\n", nobody).rows] == [
        "Nora Lind",
        "Olaf Berg",
    ]


def test_what_cannot_be_a_lead_says_why() -> None:
    text = "Name\tEmail\tValue\nNora\tnot an address\t5\n\t\t7\nOlaf\t\tmuch\nRosa\tr@x.example\t1"
    assert [row.problem for row in read_pasted(text, nobody).rows] == [
        "“not an address” is no e-mail address.", "A name, a phone or an e-mail is needed.",
        "“much” is no amount of money.", "",
    ]  # fmt: skip


def test_who_is_there_already_is_said() -> None:
    def found(draft: LeadDraft) -> list[SameLead]:
        return [SameLead("lead", "1", "Nora L.", "", "email")] if draft.email == "n@x.example" else []

    text = "Name\tEmail\nNora\tn@x.example\nOlaf\to@x.example\nOlaf B\tO@X.example"
    assert [row.same for row in read_pasted(text, found).rows] == ["A lead already: Nora L.", "", "As in row 2"]


def test_nothing_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="no rows to paste"):
        read_pasted(" \n\t\n", nobody)


@given(st.text(max_size=300))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    try:
        pasted = read_pasted(text, nobody)
    except Refused:
        return
    assert all(isinstance(row.draft, LeadDraft) for row in pasted.rows)
