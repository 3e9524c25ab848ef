"""The history of a record in a person's words, and putting old values back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.record_history.columns import OWN_TABLE, PARTS, column
from crm_desktop.services.record_history.preview_words import would_do, would_leave
from crm_desktop.services.record_history.views import HistoryRow, value_text
from crm_desktop.services.services import Services

_ADDRESS = {"street": "1 High St", "city": "Bristol", "postcode": "BS1", "country": "GB"}


def _said(row: HistoryRow) -> str:
    if row.field:
        return f"{row.field}: {value_text(row.old)} → {value_text(row.new)}"
    return f"{row.part} {row.action}".strip()


def _rows(services: Services, kind: str, record: str) -> list[HistoryRow]:
    return services.record_history.of_record(kind, record)


def _find(services: Services, kind: str, record: str, words: str) -> HistoryRow:
    return next(row for row in _rows(services, kind, record) if _said(row).startswith(words))


def _restore(services: Services, kind: str, record: str, words: str) -> None:
    row = _find(services, kind, record, words)
    assert row.restorable
    services.record_history_commands.restore(kind, record, row.line, row.column)


@pytest.fixture
def nora(services: Services) -> str:
    data = {"name": "Nora Lind", "phones": [{"value": "0117 496 0011"}], "addresses": [_ADDRESS], "tags": ["fair"]}
    return services.records.create("contact", data)[0]


def test_names_stand_for_ids_and_parts_are_in_it(services: Services, nora: str) -> None:
    services.records.update("contact", nora, {"job_title": "Chef", "phones": [], "tags": ["vip"]})
    said = [_said(row) for row in _rows(services, "contact", nora)]
    assert {"Job title: – → Chef", "Phone 0117 496 0011 removed", "Tag vip added", "Tag fair removed"} <= set(said)
    assert said[-1] == "added"
    assert {"Phone 0117 496 0011 added", "Address 1 High St, BS1, Bristol, GB added"} <= set(said)
    assert _rows(services, "contact", nora)[0].who == "Sofia"


def test_a_name_goes_back_whole_and_can_be_undone(services: Services, nora: str) -> None:
    services.records.update("contact", nora, {"given_name": "Anna", "family_name": "Berg"})
    _restore(services, "contact", nora, "First name")
    row = "SELECT name, given_name, family_name, sort_key FROM contact WHERE id = ?"
    assert services.database.row(row, (nora,)) == ("Nora Lind", "Nora", "Lind", "lind nora")
    services.history.undo()
    assert services.contacts.name_of(nora) == "Anna Berg"


def test_a_removed_part_comes_back(services: Services, nora: str) -> None:
    before = services.records.read("contact", nora)["phones"]
    services.records.update("contact", nora, {"phones": []})
    _restore(services, "contact", nora, "Phone")
    assert services.records.read("contact", nora)["phones"] == before
    row = next(row for row in _rows(services, "contact", nora) if row.action == "removed")
    with pytest.raises(Refused, match="there already"):
        services.record_history_commands.restore("contact", nora, row.line)


def test_an_address_moves_whole(services: Services, nora: str) -> None:
    for city, street in (("Bath", "2 Low St"), ("York", "2 Low St")):
        address = services.records.read("contact", nora)["addresses"][0]
        services.records.update("contact", nora, {"addresses": [address | {"city": city, "street": street}]})
    row = next(row for row in reversed(_rows(services, "contact", nora)) if row.column == "city")
    services.record_history_commands.restore("contact", nora, row.line, "city")
    address = services.records.read("contact", nora)["addresses"][0]
    assert (address["street"], address["city"]) == ("1 High St", "Bristol")


def test_a_deal_put_back_into_its_stage_is_there_since_now(services: Services, clock: FixedClock) -> None:
    deal, _ = services.records.create("deal", {"title": "Cake", "amount": "480.00"})
    services.records.update("deal", deal, {"amount": "700.00"})
    stages = [row[0] for row in services.database.rows("SELECT id FROM stage ORDER BY position")]
    services.pipeline_commands.win([deal])
    clock.advance(timedelta(days=2))
    _restore(services, "deal", deal, "Stage")
    stage, closed, since = services.database.row("SELECT stage_id, closed_at, in_stage_since FROM deal") or ()
    assert (stage, closed, since) == (stages[0], None, services.database.now_ms())
    assert services.database.value("SELECT count(*) FROM stage_move WHERE deal_id = ?", (deal,)) == 3
    value = _find(services, "deal", deal, "Value").old
    assert value is not None
    assert (value.type, value.value, value.currency) == (FieldType.MONEY, Decimal("480.00"), "GBP")
    _restore(services, "deal", deal, "Value")
    assert services.records.read("deal", deal)["amount"] == "480.00"


def test_a_draft_is_added_up_again_and_an_issued_quote_is_sealed(services: Services, nora: str) -> None:
    line = {"name": "Cake", "quantity": "2", "unit_price": "10.00", "tax_rate": "0"}
    quote, _ = services.records.create("quote", {"title": "Party", "person_id": nora, "lines": [line]})
    lines = services.records.read("quote", quote)["lines"]
    services.records.update("quote", quote, {"lines": [lines[0] | {"quantity": "5"}]})
    _restore(services, "quote", quote, "Quantity")
    assert services.database.value("SELECT gross FROM document") == 2000
    services.quote_commands.issue(quote)
    row = next(row for row in _rows(services, "quote", quote) if row.field == "Quantity")
    with pytest.raises(Refused, match="sealed"):
        services.record_history_commands.restore("quote", quote, row.line, row.column)


def test_the_bell_of_a_task_moves_with_its_day(services: Services) -> None:
    task, _ = services.records.create("task", {"title": "Call", "due_on": "2025-12-01", "remind_minutes": 30})
    rings = services.database.value("SELECT rings_at FROM reminder")
    services.records.update("task", task, {"due_on": "2025-12-09"})
    assert services.database.value("SELECT rings_at FROM reminder") != rings
    _restore(services, "task", task, "Due")
    assert services.database.value("SELECT rings_at FROM reminder") == rings


def test_a_case_whose_status_is_put_back_owes_a_reply_again(services: Services, nora: str) -> None:
    case, _ = services.records.create("case", {"subject": "Torn bags", "person_id": nora})
    services.records.update("case", case, {"status": "solved"})
    _restore(services, "case", case, "Status")
    status, solved = services.database.row('SELECT status, solved_at FROM "case"') or ()
    assert (status, solved) == ("new", None)


def test_the_way_into_the_bin_and_back_is_in_words(services: Services, nora: str) -> None:
    services.records.bin("contact", [nora])
    services.history.undo()
    rows = _rows(services, "contact", nora)
    assert [(row.action, row.undone, row.entry_kind) for row in rows[:2]] == [
        ("unbinned", False, "undo"),
        ("binned", True, "do"),
    ]


def test_a_long_history_is_read_in_windows(services: Services, nora: str) -> None:
    for number in range(30):
        services.records.update("contact", nora, {"nickname": str(number)})
    outline = services.record_history.outline("contact", nora)
    assert len(outline) > 30
    window = services.record_history.rows(outline, 10, 5)
    assert [value_text(row.new) for row in window] == ["19", "18", "17", "16", "15"]


def test_a_preview_says_what_goes_back_and_what_stays(services: Services, nora: str) -> None:
    change = services.records.update("contact", nora, {"job_title": "Chef", "nickname": "No"})
    services.records.update("contact", nora, {"nickname": "Nono"})
    assert change.entry is not None
    before = services.records.read("contact", nora)
    preview = services.history.preview(change.entry)
    assert services.records.read("contact", nora) == before
    done = would_do(services.record_history, preview)
    left = would_leave(services.record_history, preview)
    assert [(one.action, one.sort, one.field, value_text(one.old), value_text(one.new)) for one in done] == [
        ("set", "contact", "Job title", "Chef", "–")
    ]
    assert [(one.action, one.field, value_text(one.old)) for one in left] == [("changed", "Nickname", "Nono")]
    result = services.history.undo(change.entry)
    assert result.conflicts == preview.conflicts


def test_a_preview_of_what_is_used_since_says_so(services: Services) -> None:
    firm, change = services.records.create("contact", {"name": "Mill", "kind": "company"})
    services.records.create("deal", {"title": "Bread", "company_id": firm})
    assert change.entry is not None
    preview = services.history.preview(change.entry)
    assert not preview.count
    assert [(one.action, one.title) for one in would_leave(services.record_history, preview)] == [("used", "Mill")]


def test_every_column_of_every_kind_has_a_label(services: Services) -> None:
    for table in {*OWN_TABLE.values(), *(part for parts in PARTS.values() for part, _ in parts)}:
        for (name,) in services.database.rows("SELECT name FROM pragma_table_info(?)", (table,)):
            assert column(table, name).label


def test_what_is_gone_cannot_be_restored_in_words(services: Services, nora: str) -> None:
    services.records.update("contact", nora, {"job_title": "Chef"})
    row = _find(services, "contact", nora, "Job title")
    with pytest.raises(CrmError, match="no longer holds"):
        services.record_history_commands.restore("contact", nora, row.line + 10_000, "job_title")
    services.records.update("contact", nora, {"job_title": ""})
    with pytest.raises(Refused, match="that already"):
        services.record_history_commands.restore("contact", nora, row.line, "job_title")


def test_what_has_no_name_is_one_line_of_a_preview(services: Services) -> None:
    _, change = services.records.create("contact", {"name": "Nora Holm", "tags": ["VIP", "Weekly"]})
    assert change.entry is not None
    done = would_do(services.record_history, services.history.preview(change.entry))
    assert ("away", "Tag", "", 2) in [(one.action, one.sort, one.title, one.count) for one in done]
