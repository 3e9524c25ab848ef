"""Commands for leads: convert one, score all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import typer

from crm_desktop.cli.session import Session
from crm_desktop.core.errors import Refused


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(convert)
    app.command()(score)


def convert(
    context: typer.Context,
    lead: Annotated[str, typer.Argument(help="An id, an exact name, an e-mail address or a phone number.")],
    person: Annotated[str | None, typer.Option(help="Link this person instead of making one.")] = None,
    company: Annotated[str | None, typer.Option(help="Link or make the company of this name.")] = None,
    deal: Annotated[str | None, typer.Option(help="What the deal is called.")] = None,
    amount: Annotated[str | None, typer.Option(help="What the deal is worth, like 1250.00.")] = None,
    stage: Annotated[str | None, typer.Option(help="The stage where the deal begins.")] = None,
    no_person: Annotated[bool, typer.Option("--no-person", help="Make no person.")] = False,
    no_company: Annotated[bool, typer.Option("--no-company", help="Make no company.")] = False,
    no_deal: Annotated[bool, typer.Option("--no-deal", help="Make no deal.")] = False,
) -> None:
    """Make a lead a customer: link or make a person, a company and a deal; one step that undo takes back."""
    session: Session = context.obj
    with session.services() as services:
        lead_id = services.records.find("lead", lead)
        proposal = services.leads.proposal(lead_id)
        chosen = proposal.conversion
        if person is not None:
            chosen = replace(chosen, with_person=True, person_id=services.records.find("contact", person))
        if company is not None:
            known = services.contacts.find(company)
            kind = services.records.read("contact", known)["kind"] if known else "company"
            if kind != "company":
                raise Refused(f"“{company}” is a person.", "Nothing was changed. Name a company.")
            chosen = replace(chosen, with_company=True, company_id=known, company_name=company)
        if deal is not None:
            chosen = replace(chosen, deal_title=deal)
        if amount is not None:
            chosen = replace(chosen, amount=_amount(amount))
        if stage is not None:
            chosen = replace(chosen, stage_id=_stage(stage, {one.name: one.id for one in proposal.stages}))
        chosen = replace(
            chosen,
            with_person=chosen.with_person and not no_person,
            with_company=chosen.with_company and not no_company,
        )
        if no_deal:
            chosen = replace(chosen, deal_title="")
        change = services.lead_commands.convert(chosen)
        found = services.records.read("lead", lead_id)
    session.output.answer(change.label, found)


def score(context: typer.Context) -> None:
    """Score every open lead again by the rules; scores fade with the days that pass."""
    session: Session = context.obj
    with session.services() as services:
        changed = services.lead_commands.rescore()
        counts = services.leads.counts()
    words = f"Scored {counts.open:,} leads; {changed:,} of the scores changed."
    session.output.answer(words, {"leads": counts.open, "changed": changed})


def _amount(text: str) -> Decimal:
    from crm_desktop.core.money import parse_decimal

    return parse_decimal(text)


def _stage(name: str, known: dict[str, str]) -> str:
    for one, stage_id in known.items():
        if one.casefold() == name.strip().casefold():
            return stage_id
    raise Refused(f"There is no open stage called “{name}”.", f"Nothing was changed. There are: {', '.join(known)}.")
