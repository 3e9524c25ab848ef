"""Rows of every kind: read, linked by name, known again, changed, undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.exporting.options import ExportOptions, csv_style_of
from crm_desktop.services.importing.plan import Outcome, Stopped
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents, table

FILES = {
    "lead": (
        "Lead Owner,First Name,Last Name,Company,Email,Phone,Lead Source,Lead Status,Shoe size\n"
        "Sofia,Nora,Lind,Harbor,nora@harbor.example,07700 900461,Website,Not Contacted,38\n"
        ",Ola,Berg,,ola@example.com,,Trade fair,Contacted,41.5\n"
    ),
    "activity": (
        "Activity type;Subject;Due date;Time;Contact;Organization;Duration;Note;Assigned to\n"
        "Call;Price of rye;31.12.2024;14:30;Nora Lind;Harbor & Vine;12;She asks for 5 %;Sofia\n"
        "Lunch;Plans;02.01.2025;;Nora Lind;Harbor & Vine;;Next year;\n"
    ),
    "task": (
        "Task name,Due date,Status,Priority,Contact,Company,Notes\n"
        "Send samples,2025-12-01,Not started,High,Nora Lind,Harbor & Vine,Rye and spelt\n"
        "Call back,2025-11-01,Completed,Medium,,Harbor & Vine,\n"
    ),
    "event": (
        "Subject,Start Date,Start Time,End Date,End Time,All day event,Location\n"
        "Tasting,12/31/2025,2:30:00 PM,12/31/2025,4:00:00 PM,False,Bristol\n"
        "Fair,12/29/2025,12:00:00 AM,12/31/2025,12:00:00 AM,True,London\n"
    ),
    "case": (
        "Ticket ID,Ticket name,Ticket description,Contact name,Company,Ticket status,Priority,Source,Create date\n"
        "17,Burnt crust,It was black,Nora Lind,Harbor & Vine,Waiting on contact,High,Email,2025-11-03 10:15\n"
        "18,Late van,An hour late,Nora Lind,Harbor & Vine,Closed,Low,Chat,2025-10-01 08:00\n"
    ),
    "quote": (
        "Quote Number,Quote title,Customer,Quote date,Product,Quantity,Unit price,VAT\n"
        "A-1,Winter bread,Harbor & Vine,2025-11-03,Rye loaf,10,\"3,20\",5%\n"
        "A-1,Winter bread,Harbor & Vine,2025-11-03,Delivery,1,\"12,50\",20%\n"
        "A-2,Cakes,Harbor & Vine,2025-11-04,Cake,2,\"18,00\",20%\n"
    ),
}  # fmt: skip
COUNTS = {"quote": 2}


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_thrice_and_undo(services: Services, tmp_path: Path, kind: str) -> None:
    services.importing.run(
        services.importing.look(table(tmp_path, "Name,Company\nNora Lind,Harbor & Vine\n", "customers.csv"))
    )
    before = contents(services)
    plan = services.importing.look(table(tmp_path, FILES[kind], f"{kind}.csv"))
    assert plan.kind == kind, plan.columns
    check = services.importing.check(plan)
    count = COUNTS.get(kind, 2)
    assert [row.outcome for row in check.rows] == [Outcome.READY] * count, check.rows
    assert contents(services) == before
    first = services.importing.run(plan)
    assert (first.created, first.refused, first.problems) == (count, (), ())
    after = contents(services)
    for _ in range(2):
        again = services.importing.run(services.importing.look(plan.path))
        assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, count, ())
    assert contents(services) == after
    services.history.undo(first.change.entry or 0)
    assert contents(services) == before
    # Nobody was made twice: Nora and her firm were there.
    assert services.database.value("SELECT count(*) FROM contact") == 2


def test_what_a_row_of_each_kind_becomes(services: Services, tmp_path: Path) -> None:
    for kind, text in FILES.items():
        services.importing.run(services.importing.look(table(tmp_path, text, f"{kind}.csv")))
    nora = services.records.find("contact", "Nora Lind")
    lead = services.records.read("lead", services.records.find("lead", "Nora Lind"))
    assert (lead["company"], lead["status"], lead["owner"], lead["shoe_size"]) == ("Harbor", "new", "Sofia", "38")
    call, lunch = services.records.listed("activity", columns=["kind", "subject", "body", "minutes", "happened_at"],
                                          order=[("happened_at", False)])  # fmt: skip
    assert (call["kind"], call["minutes"], call["happened_at"]) == ("call", 12, "2024-12-31T14:30:00Z")
    assert (lunch["kind"], lunch["body"]) == ("meeting", "Next year")
    linked = services.records.read("activity", call["id"])["links"]
    assert {"kind": "contact", "id": nora} in linked
    task = services.records.read("task", services.records.find("task", "Send samples"))
    assert (task["due_on"], task["priority"], task["person"]) == ("2025-12-01", "high", nora)
    assert services.records.listed("task", 'status = "Done"')[0]["title"] == "Call back"
    tasting = services.records.read("event", services.records.find("event", "Tasting"))
    assert (tasting["starts_at"], tasting["ends_at"]) == ("2025-12-31T14:30:00Z", "2025-12-31T16:00:00Z")
    fair = services.records.read("event", services.records.find("event", "Fair"))
    assert (fair["starts_on"], fair["ends_on"], fair["starts_at"]) == ("2025-12-29", "2025-12-30", None)
    case = services.records.read("case", services.records.find("case", "Burnt crust"))
    assert (case["status"], case["priority"], case["channel"], case["person_id"]) == (
        "waiting_customer", "high", "email", nora,
    )  # fmt: skip
    assert [message["body"] for message in case["messages"]] == ["It was black"]
    quote = services.records.read("quote", services.records.find("quote", "Winter bread"))
    assert [(line["name"], line["quantity"], line["unit_price"], line["tax_rate"]) for line in quote["lines"]] == [
        ("Rye loaf", "10", "3.2", "5"), ("Delivery", "1", "12.5", "20"),
    ]  # fmt: skip
    assert quote["company"] == "Harbor & Vine"


def test_a_changed_row_changes_its_record(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, FILES["case"], "cases.csv")
    services.importing.run(services.importing.look(path))
    before = contents(services)
    path.write_text(FILES["case"].replace(",High,", ",Urgent,"), "utf-8")
    result = services.importing.run(services.importing.look(path))
    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    case = services.records.read("case", services.records.find("case", "Burnt crust"))
    assert case["priority"] == "urgent"
    services.history.undo(result.change.entry or 0)
    assert contents(services) == before


def test_modes_of_rows(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, FILES["task"], "tasks.csv")
    importing = services.importing
    plan = importing.look(path)
    assert len(importing.run(importing.with_rules(plan, mode="update")).refused) == 2
    assert importing.run(importing.with_rules(plan, mode="create")).created == 2
    refused = importing.run(importing.with_rules(plan, mode="create")).refused
    assert [row.reason for row in refused] == ["“Send samples” is here already.", "“Call back” is here already."]


def test_a_row_that_cannot_be_read_comes_back_with_its_reason(services: Services, tmp_path: Path) -> None:
    text = FILES["task"] + "Bake,32.13.2025,Open,High,,,\n,2025-12-01,Open,Low,,,nothing\n"
    plan = services.importing.look(table(tmp_path, text, "tasks.csv"))
    result = services.importing.run(plan)
    assert [(row.row, row.reason) for row in result.refused] == [
        (4, "“32.13.2025” is no day."), (5, "A task needs a title."),
    ]  # fmt: skip
    target = tmp_path / "refused.csv"
    services.importing.save_refused(plan, result.refused, target)
    again = services.importing.look(target)
    assert again.columns[-1].header == "Reason"
    fixed = again.with_fix(2, 1, "2025-12-13").with_fix(3, 0, "Nothing")
    assert services.importing.run(fixed.with_field(7, "-")).created == 2


def test_a_choice_of_another_program_is_told_and_can_be_mapped(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, "Task name,Due date,Status\nBake,2025-12-01,Parked\n", "tasks.csv")
    plan = services.importing.look(path)
    (note,) = services.importing.check(plan).names
    assert (note.header, note.text, note.rows, note.meant) == ("Status", "Parked", 1, "")
    services.importing.run(plan.with_meaning(note.column, "Parked", "Cancelled"))
    assert services.records.listed("task", columns=["status"])[0]["status"] == "cancelled"


@pytest.mark.parametrize("style", ["GB", "DE", "xlsx"])
def test_our_own_export_comes_back_unchanged(services: Services, tmp_path: Path, style: str) -> None:
    for name, text in FILES.items():
        services.importing.run(services.importing.look(table(tmp_path, text, f"{name}.csv")))
    rows = "Bread,Harbor & Vine,1234.50,New\nBread,Harbor & Vine,80.00,Won\nBread,Harbor & Vine,15.00,Lost\n"
    deals = table(tmp_path, f"Deal name,Company,Amount,Stage\n{rows}", "d.csv")
    services.importing.run(services.importing.look(deals))
    case, quote = services.records.find("case", "Burnt crust"), services.records.find("quote", "Cakes")
    lead = services.records.find("lead", "Ola Berg")
    assert case
    assert quote
    assert lead
    with services.database.write("Answered") as work:
        said = [{"kind": "reply", "body": "We bake it again."}]
        services.records.access("case").update(work, services, case, {"messages": said, "tags": ["oven"]})
        services.records.access("quote").update(work, services, quote, {"tags": "sweet, party"})
        services.records.access("lead").update(
            work, services, lead, {"status": "not_now", "status_reason": "No money", "ask_again_on": "2027-01-05"}
        )
    assert services.records.read("case", case)["tags"] == ["oven"]
    assert services.records.read("quote", quote)["tags"] == ["party", "sweet"]
    services.importing.run(services.importing.look(table(tmp_path, "Product,Price,Unit\nRye,3.2,loaf\n", "p.csv")))
    options = None if style == "xlsx" else ExportOptions(csv=csv_style_of(style))
    for kind in services.records.kinds:
        path = tmp_path / (f"{kind}.xlsx" if style == "xlsx" else f"out {kind}.csv")
        assert export_records(services, kind, path, options=options), kind
        before = contents(services)
        plan = services.importing.look(path)
        assert plan.kind == kind
        result = services.importing.run(plan)
        assert (result.created, result.updated, result.refused) == (0, 0, ()), (kind, result, plan.columns)
        assert contents(services) == before, kind
    assert [one.label for one in services.custom_fields.fields("case")] == []
    tagged = table(tmp_path, 'Number,Subject,Status,Tags\n,Burnt crust,Open,"oven, rye"\n', "tagged.csv")
    plan = services.importing.look(tagged, "cases")
    services.importing.run(replace(plan, match=("subject",)))
    assert services.records.read("case", case)["tags"] == ["oven", "rye"]


class _Impatient:
    def progress(self, done: int, total: int) -> bool:
        return False


@pytest.mark.parametrize("kind", FILES)
def test_stopping_rolls_all_back(services: Services, tmp_path: Path, kind: str) -> None:
    before = contents(services)
    newest = services.history.newest()
    plan = services.importing.look(table(tmp_path, FILES[kind], f"{kind}.csv"))
    with pytest.raises(Stopped):
        services.importing.run(plan, _Impatient())
    assert contents(services) == before
    assert services.history.newest() == newest
