"""One deal: saved whole or by field, its lines, its probability, its JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.services.services import Services
from tests.services.pipeline.people import add_contact, add_deal, stages


def test_what_is_left_out_is_chosen(services: Services) -> None:
    change = services.pipeline_commands.save(DealDraft(title="  Holiday   cakes ", amount=Decimal("1860")))
    assert change.label == "Added the deal “Holiday cakes”"
    (deal_id,) = change.touched["deal"]
    detail = services.pipeline.deal(deal_id)
    assert (detail.title, detail.amount, detail.currency) == ("Holiday cakes", 186_000, "GBP")
    assert (detail.stage.name, detail.owner, detail.probability) == ("New", "Sofia", 10)
    assert detail.next_step.tone == "none"


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (DealDraft(title=" "), "title"),
        (DealDraft(title="Cakes", amount=Decimal(-1)), "value"),
        (DealDraft(title="Cakes", amount=Decimal("NaN")), "value"),
        (DealDraft(title="Cakes", probability=100), "probability"),
        (DealDraft(title="Cakes", currency="pounds"), "currency"),
    ],
)
def test_nonsense_is_refused_and_nothing_saved(services: Services, draft: DealDraft, words: str) -> None:
    with pytest.raises(CrmError, match=words):
        services.pipeline_commands.save(draft)
    assert services.database.value("SELECT count(*) FROM deal") == 0


def test_fields_are_saved_one_at_a_time(services: Services) -> None:
    deal_id = add_deal(services, "Cakes")
    commands = services.pipeline_commands
    assert commands.save_field(deal_id, "title", "Holiday cakes").label == "Changed the title of “Holiday cakes”"
    commands.save_field(deal_id, "amount", "1,860.50")
    commands.save_field(deal_id, "probability", "35 %")
    commands.save_field(deal_id, "expected_close", "2025-12-12")
    commands.save_field(deal_id, "person", add_contact(services, "Amelia Okafor"))
    detail = services.pipeline.deal(deal_id)
    assert (detail.amount, detail.probability, detail.hand_set) == (186_050, 35, True)
    assert (detail.expected_close, detail.customer) == (date(2025, 12, 12), "Amelia Okafor")
    commands.save_field(deal_id, "probability", "")
    assert (services.pipeline.deal(deal_id).probability, services.pipeline.deal(deal_id).hand_set) == (10, False)
    with pytest.raises(Refused):
        commands.save_field(deal_id, "stage", "New")
    with pytest.raises(RecordMissing):
        commands.save_field("0" * 32, "title", "Cakes")


def test_a_hand_set_probability_is_kept_while_the_deal_is_open(services: Services) -> None:
    deal_id = add_deal(services, "Cakes")
    services.pipeline_commands.save_field(deal_id, "probability", 35)
    services.pipeline_commands.move([deal_id], stages(services)["Verbal yes"].id)
    assert services.pipeline.deal(deal_id).probability == 35


def test_lines_make_the_value(services: Services) -> None:
    deal_id = add_deal(services, "Cakes", amount="5")
    services.pipeline_commands.save_lines(
        deal_id,
        [
            DealLineDraft("Honey cake", Decimal("24"), Decimal("7.5")),
            DealLineDraft("Delivery", Decimal("0.333333"), Decimal("10")),
        ],
    )
    detail = services.pipeline.deal(deal_id)
    assert detail.amount == 18_333
    assert [line.amount for line in detail.lines] == [18_000, 333]
    with pytest.raises(Refused, match="lines"):
        services.pipeline_commands.save_field(deal_id, "amount", Decimal(7))
    first = detail.lines[0]
    services.pipeline_commands.save_lines(
        deal_id, [DealLineDraft(first.text, Decimal(10), first.unit_price, id=first.id)]
    )
    assert [line.id for line in services.pipeline.deal(deal_id).lines] == [first.id]
    assert services.pipeline.deal(deal_id).amount == 7_500
    services.history.undo()
    assert services.pipeline.deal(deal_id).amount == 18_333
    assert len(services.pipeline.deal(deal_id).lines) == 2


def test_another_currency_keeps_the_number(services: Services) -> None:
    deal_id = add_deal(services, "Cakes", amount="500")
    services.pipeline_commands.save_field(deal_id, "currency", "jpy")
    assert (services.pipeline.deal(deal_id).amount, services.pipeline.deal(deal_id).currency) == (500, "JPY")


def test_one_line_of_plain_words(services: Services) -> None:
    amelia = add_contact(services, "Amelia Okafor")
    add_contact(services, "Amelia Lind")
    words = services.pipeline.understand("Holiday cakes 1860 amelia okafor /quote sent")
    assert (words.title, words.amount, words.person_id) == ("Holiday cakes", Decimal(1860), amelia)
    assert words.stage_id == stages(services)["Quote sent"].id
    words = services.pipeline.understand("Bread 20 amelia")
    assert {match.name for match in words.who} == {"Amelia Okafor", "Amelia Lind"}
    assert words.person_id is None


def test_no_word_of_the_line_is_dropped(services: Services) -> None:
    words = services.pipeline.understand("Bread order 15m !high Q-0042 on friday #fair")
    assert (words.title, words.tags) == ("Bread order 15m !high Q-0042", ("fair",))
    assert words.expected_close == date(2025, 11, 21)


def test_json_reads_back_as_it_was_written(services: Services) -> None:
    add_contact(services, "Amelia Okafor")
    services.product_commands.save(ProductDraft("Honey cake", price=Decimal("7.50")))
    given = {
        "title": "Holiday cakes",
        "person": "Amelia Okafor",
        "stage": "quote sent",
        "expected_close": "2025-12-12",
        "probability": "65",
        "lines": [{"product": "Honey cake", "quantity": "24"}, {"text": "Delivery", "unit_price": "40"}],
    }
    deal_id, change = services.records.create("deal", given)
    assert change.label == "Added “Holiday cakes”"
    read = services.records.read("deal", deal_id)
    assert (read["amount"], read["probability"], read["stage"]) == ("220.00", 65, "Quote sent")
    assert [(line["text"], line["quantity"]) for line in read["lines"]] == [("Honey cake", "24"), ("Delivery", "1")]
    copy_id, _ = services.records.create("deal", read)
    copy = services.records.read("deal", copy_id)
    for key in ("title", "person_id", "stage_id", "amount", "probability", "probability_by_hand", "expected_close"):
        assert copy[key] == read[key]
    assert not services.records.update("deal", copy_id, copy)
    services.records.update("deal", deal_id, {"stage": "Lost", "lost_reason": "Price"})
    assert services.records.read("deal", deal_id)["lost_reason"] == "price"


def test_json_with_an_unknown_name_says_what_was_meant(services: Services) -> None:
    with pytest.raises(Refused, match="expected_close"):
        services.records.create("deal", {"title": "Cakes", "expected_clos": "2025-12-12"})
    with pytest.raises(Refused, match="Quote sent"):
        services.records.create("deal", {"title": "Cakes", "stage": "Quoted"})
    with pytest.raises(Refused, match="Nobody"):
        services.records.create("deal", {"title": "Cakes", "person": "Nobody"})


def test_records_list_and_filter_deals(services: Services) -> None:
    add_deal(services, "Bread", "Quote sent", "1200")
    add_deal(services, "Cakes", "Quote sent", "800")
    add_deal(services, "Pies", "New", "5000")
    rows = services.records.listed("deals", 'stage = "quote sent" and amount > 1000')
    assert [row["title"] for row in rows] == ["Bread"]
    assert rows[0]["amount"] == "1200.00"
    assert services.records.find("deal", "cakes") == services.records.listed("deal", "title = Cakes")[0]["id"]


def test_the_next_step_in_plain_words(services: Services) -> None:
    amelia = add_contact(services, "Amelia Okafor")
    deal_id = add_deal(services, "Cakes", person_id=amelia)
    change = services.pipeline_commands.plan_next_step(deal_id, "call tue 10:30")
    assert change.label == "Planned “Call Amelia Okafor” for “Cakes”"
    step = services.pipeline.next_step_of(deal_id)
    assert (step.text, step.icon, step.title) == ("Tue 10:30", "phone", "Call Amelia Okafor")
    services.pipeline_commands.plan_next_step(deal_id, "send the tasting menu")
    assert services.pipeline.next_step_of(deal_id).text == "Tomorrow"
    assert services.pipeline_commands.thank(deal_id).label == "Planned a thank-you call for “Cakes”"


def test_a_note_stands_in_both_timelines(services: Services) -> None:
    amelia = add_contact(services, "Amelia Okafor")
    deal_id = add_deal(services, "Cakes", person_id=amelia)
    services.pipeline_commands.note(deal_id, "Wants gluten-free")
    for kind, record_id in (("deal", deal_id), ("contact", amelia)):
        bodies = [item.body for item in services.timeline.page(kind, record_id).items]
        assert "Wants gluten-free" in bodies
    with pytest.raises(Refused):
        services.pipeline_commands.note(deal_id, "  ")
