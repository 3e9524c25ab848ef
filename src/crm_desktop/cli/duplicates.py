"""Commands about contacts that may be one: find them, and make them one."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_desktop.cli.session import Session

_WHO = "An id, or an exact name or e-mail address."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(duplicates)
    app.command()(merge)


def duplicates(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(min=0, help="No more than so many pairs.")] = None,
    leads: Annotated[bool, typer.Option("--leads", help="Leads that are contacts already, instead.")] = False,
) -> None:
    """List pairs of contacts that may be one, the likeliest first, with how likely and why."""
    session: Session = context.obj
    with session.services() as services:
        queries = services.duplicates
        if leads:
            known = queries.known_leads(200 if limit is None else limit)
            if session.output.as_json:
                session.output.json(
                    [
                        {"lead_id": one.lead_id, "lead": one.lead, "contact_id": one.contact_id,
                         "contact": one.contact, "reason": one.reason}
                        for one in known
                    ]
                )  # fmt: skip
                return
            named = [(one.lead, one.contact, f"same {one.reason}", one.lead_id, one.contact_id) for one in known]
            session.output.table(("Lead", "Contact", "Why", "Id of the lead", "Id of the contact"), named)
            words = "1 lead is a contact already" if len(known) == 1 else f"{len(known):,} leads are contacts already"
            session.output.line(words)
            return
        queries.look()
        groups = queries.groups()
        group_of = {one: number for number, group in enumerate(groups, 1) for one in group.ids}
        pairs = sorted((pair for group in groups for pair in group.pairs), key=lambda one: -one.score)[:limit]
        names = queries.members([one for pair in pairs for one in (pair.first, pair.second)])
        reasons = [queries.reasons(pair) for pair in pairs]
    found = [
        {
            "group": group_of[pair.first],
            "score": round(pair.score, 4),
            "first": {"id": pair.first, "name": names[pair.first].name, "detail": names[pair.first].detail},
            "second": {"id": pair.second, "name": names[pair.second].name, "detail": names[pair.second].detail},
            "reasons": list(why),
        }
        for pair, why in zip(pairs, reasons, strict=True)
    ]
    if session.output.as_json:
        session.output.json(found)
        return
    rows = [
        (
            str(group_of[pair.first]), f"{pair.score:.0%}", names[pair.first].name, names[pair.second].name,
            ", ".join(why[:3]), pair.first, pair.second,
        )
        for pair, why in zip(pairs, reasons, strict=True)
    ]  # fmt: skip
    if pairs:
        session.output.table(("Group", "Score", "One", "Other", "Why", "Id", "Other id"), rows, frozenset((0, 1)))
    session.output.line(_counted(len(pairs), len(groups)) if pairs else "No duplicates were found.")


def _counted(pairs: int, groups: int) -> str:
    of_groups = "1 group" if groups == 1 else f"{groups:,} groups"
    return f"1 pair in {of_groups}" if pairs == 1 else f"{pairs:,} pairs in {of_groups}"


def merge(
    context: typer.Context,
    keep: Annotated[str, typer.Argument(help=f"Who stays. {_WHO}")],
    other: Annotated[list[str], typer.Argument(help=f"Who is the same. {_WHO}")],
) -> None:
    """Make one contact of several: nothing is lost, and undo brings all of them back."""
    session: Session = context.obj
    with session.services() as services:
        stays = services.records.find("contact", keep)
        merged = [services.records.find("contact", one) for one in other]
        change = services.duplicate_commands.merge(stays, merged)
    session.output.answer(
        f"{change.label}. “crm-desktop undo {change.entry}” takes it back.",
        {"entry": change.entry, "kept": stays, "merged": merged},
    )
