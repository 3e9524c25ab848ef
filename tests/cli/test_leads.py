"""Leads on the command line: listed and made as any record, converted, scored."""

from __future__ import annotations

from tests.cli.test_commands import Run, file, run

__all__ = ["file", "run"]


def test_a_lead_from_json_to_customer_and_back(run: Run) -> None:
    made = run("create", "lead", "--json", given={"email": "nora@vine.example", "company": "Vine", "amount": "90"})
    assert (made["name"], made["status"], made["score"]) == ("nora@vine.example", "new", 10)
    changed = run("update", "lead", "nora@vine.example", given={"name": "Nora Lind", "source": "Recommended"})
    assert "Changed" in changed
    listed = run("list", "leads", "--where", "score > 20", "--json", "--columns", "name,score")
    assert [(row["name"], row["score"]) for row in listed] == [("Nora Lind", 25)]
    answer = run("convert", "Nora Lind", "--deal", "Cakes", "--amount", "120.50", "--stage", "qualified", "--json")
    assert (answer["converted"], answer["person"], answer["customer"], answer["deal"]) == (
        True, "Nora Lind", "Vine", "Cakes",
    )  # fmt: skip
    deal = run("show", "deal", "Cakes", "--json")
    assert (deal["amount"], deal["stage"]) == ("120.50", "Qualified")
    assert "has been converted already" in run("convert", "Nora Lind", code=1)
    run("undo")
    assert run("show", "lead", "Nora Lind", "--json")["converted"] is False
    assert "There is no deal" in run("show", "deal", "Cakes", code=1)
    assert "no open stage" in run("convert", "Nora Lind", "--stage", "Nowhere", code=1)
    only = run("convert", "Nora Lind", "--no-company", "--no-deal", "--json")
    assert (only["person"], only["customer"], only["deal"]) == ("Nora Lind", None, None)


def test_score_says_how_many_changed(run: Run) -> None:
    run("create", "lead", given=[{"name": "Nora"}, {"name": "Olaf"}])
    assert run("score") == "Scored 2 leads; 0 of the scores changed.\n"
    run("delete", "lead", "Olaf")
    assert run("score", "--json") == {"leads": 1, "changed": 0}
