"""Commands for paper to many people, and for the quality of the data."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_desktop.cli.session import Session, target_file
from crm_desktop.core.errors import CrmError, Refused

if TYPE_CHECKING:
    from crm_desktop.services.mailing.views import Mailing
    from crm_desktop.services.services import Services

_WHERE = typer.Option(help='Which contacts, such as: lifecycle = "Customer"; else all.')
_SEGMENT = typer.Option(help="Which segment, by its name.")
_OUT = typer.Option("--out", "-o", help="The PDF file to write.")
_FORCE = typer.Option("--force", help="Replace the file when it is there.")
_APART = typer.Option("--no-households", help="One for each person, also within a family.")
_SORT = typer.Option(help="postcode or name.")
_MOST_NAMES = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(labels)
    app.command()(envelopes)
    app.command()(letters)
    app.command()(quality)


def labels(
    context: typer.Context,
    out: Annotated[Path, _OUT],
    where: Annotated[str | None, _WHERE] = None,
    segment: Annotated[str | None, _SEGMENT] = None,
    sheet: Annotated[str | None, typer.Option(help="The number on the box: L7160, L7163, 3475, 5160 …")] = None,
    start: Annotated[int, typer.Option(help="The first label that is not used up, from 1.")] = 1,
    line: Annotated[str, typer.Option(help="A line above the address, such as {job_title}; own fields too.")] = "",
    sort: Annotated[str, _SORT] = "postcode",
    no_households: Annotated[bool, _APART] = False,
    force: Annotated[bool, _FORCE] = False,
) -> None:
    """Print address labels to a PDF."""
    from crm_desktop.documents.label_sheets import sheet_named, usual_sheet
    from crm_desktop.services.mailing.paper import MailingPaper
    from crm_desktop.services.mailing.views import LabelChoice
    from crm_desktop.services.quotes.paper import page_size_of

    session: Session = context.obj
    with session.services() as services:
        mailing = _mailing(services, where, segment, sort, no_households)
        usual = usual_sheet(page_size_of(services.workspace.business().country))
        chosen = sheet_named(sheet) if sheet else usual
        pdf = MailingPaper(services).labels(mailing.households, LabelChoice(chosen.key, start - 1, line))
    _write(session, out, pdf, mailing, force, f"labels on {chosen.name}")


def envelopes(
    context: typer.Context,
    out: Annotated[Path, _OUT],
    where: Annotated[str | None, _WHERE] = None,
    segment: Annotated[str | None, _SEGMENT] = None,
    size: Annotated[str, typer.Option(help="DL, C6, C5 or 10.")] = "DL",
    no_sender: Annotated[bool, typer.Option("--no-sender", help="Without the firm's address in the corner.")] = False,
    sort: Annotated[str, _SORT] = "postcode",
    no_households: Annotated[bool, _APART] = False,
    force: Annotated[bool, _FORCE] = False,
) -> None:
    """Print envelopes to a PDF, a page for each."""
    from crm_desktop.services.mailing.paper import MailingPaper

    session: Session = context.obj
    with session.services() as services:
        mailing = _mailing(services, where, segment, sort, no_households)
        pdf = MailingPaper(services).envelopes(mailing.households, size, sender=not no_sender)
    _write(session, out, pdf, mailing, force, "envelopes")


def letters(
    context: typer.Context,
    out: Annotated[Path, _OUT],
    text: Annotated[str, typer.Option(help="The file that holds the text; “-” is standard input.")],
    subject: Annotated[str, typer.Option(help="The line above the text.")] = "",
    where: Annotated[str | None, _WHERE] = None,
    segment: Annotated[str | None, _SEGMENT] = None,
    log: Annotated[bool, typer.Option("--log", help="Write the letter into everybody's timeline.")] = False,
    sort: Annotated[str, _SORT] = "postcode",
    no_households: Annotated[bool, _APART] = False,
    force: Annotated[bool, _FORCE] = False,
) -> None:
    """Print a letter to each of many people to a PDF. Its text may hold {first_name}, {company|you}, own fields …"""
    from crm_desktop.services.mailing.paper import MailingPaper
    from crm_desktop.services.mailing.views import LetterDraft

    session: Session = context.obj
    draft = LetterDraft(subject, _text(text))
    entry = None
    with session.services() as services:
        mailing = _mailing(services, where, segment, sort, no_households)
        pdf = MailingPaper(services).letters(mailing.households, draft)
        target_file(out, force=force)
        if log:
            entry = services.mailing_commands.log_letters(mailing.households, draft).entry
    _write(session, out, pdf, mailing, force, "letters", entry)


def quality(context: typer.Context) -> None:
    """Say how complete, valid, unique, consistent and timely the data is, and what to look at."""
    from crm_desktop.services.quality.views import DIMENSIONS
    from crm_desktop.services.quality.words import TITLES

    session: Session = context.obj
    with session.services() as services:
        report = services.quality.report()
        assert report is not None  # nobody stops it
        if not services.database.read_only:
            services.quality_commands.keep(report)
    if session.output.as_json:
        scores = {one: {"good": report.score(one).good, "total": report.score(one).total,
                        "percent": round(report.score(one).percent, 1)} for one in DIMENSIONS}  # fmt: skip
        measures = [
            {
                "key": one.measure.key, "dimension": one.measure.dimension, "kind": one.measure.kind, "bad": one.bad,
                "total": one.total, "where": one.measure.where or None,
            }
            for one in report.figures
        ]  # fmt: skip
        session.output.json({"day": report.day.isoformat(), "scores": scores, "measures": measures})
        return
    for dimension in DIMENSIONS:
        session.output.line(f"{dimension.capitalize():13} {report.score(dimension).percent:5.1f} %")
        for one in report.figures:
            if one.measure.dimension == dimension and one.bad:
                session.output.line(f"  {one.bad:7,} of {one.total:,}: {TITLES[one.measure.key]}")


def _mailing(services: Services, where: str | None, segment: str | None, sort: str, no_households: bool) -> Mailing:
    from crm_desktop.services.mailing.views import Audience

    if where and segment:
        raise Refused("Give --where or --segment, not both.", 'A filter can name the segment: segment = "Name".')
    if segment:
        escaped = segment.replace("\\", "\\\\").replace('"', '\\"')
        where = f'segment = "{escaped}"'
    mailing = services.mailing.mailing(Audience(where=where or "", households=not no_households, order=sort))
    if not mailing.households:
        raise CrmError("There is nobody with an address to write to.", "Nothing was written.")
    return mailing


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CrmError(f"“{file}” could not be read.", f"{error.strerror or error}. Nothing was written.") from error
    except UnicodeDecodeError as error:
        raise CrmError(f"“{file}” is not written in UTF-8.", "Nothing was written.") from error


def _write(
    session: Session, out: Path, pdf: bytes, mailing: Mailing, force: bool, what: str, entry: int | None = None
) -> None:
    target = target_file(out, force=force)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(pdf)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    answer: dict[str, Any] = {
        "file": str(target), "pieces": len(mailing.households), "people": mailing.people, "entry": entry,
        "without_address": [{"id": one.id, "name": one.name} for one in mailing.without_address],
    }  # fmt: skip
    words = f"Wrote {len(mailing.households):,} {what} for {mailing.people:,} contacts to {target}."
    left_out = [one.name or one.email for one in mailing.without_address]
    if left_out:
        more = f" and {len(left_out) - _MOST_NAMES:,} more" if len(left_out) > _MOST_NAMES else ""
        words += f"\nWithout an address, and left out: {', '.join(left_out[:_MOST_NAMES])}{more}."
    if entry is not None:
        words += f"\n“crm-desktop undo {entry}” takes the letters out of the timelines."
    session.output.answer(words, answer)
