"""Commands that read and write files: import, export, print."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_desktop.cli.session import Session, target_file

if TYPE_CHECKING:
    from crm_desktop.services.importing.plan import ImportCheck, ImportPlan, ImportResult

_MOST_REASONS = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_file)
    app.command()(export)
    app.command("print")(print_document)


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A vCard, CSV, XLSX or ODS file.")],
    kind: Annotated[str | None, typer.Option(help="people, companies, deals or products; else it is guessed.")] = None,
    preset: Annotated[str | None, typer.Option(help="The program that wrote it; else it is guessed.")] = None,
    match: Annotated[
        str | None, typer.Option(help="By what a contact is recognised: email, phone, name; several with commas.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="create, update or upsert (both).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Write the rows that were refused here, as CSV.")] = None,
) -> None:
    """Import a file as one step that undo takes back."""
    session: Session = context.obj
    wanted = tuple(part.strip().lower() for part in match.split(",") if part.strip()) if match is not None else None
    with session.services() as services:
        importing = services.importing
        plan = importing.with_rules(importing.look(file, kind, preset), mode, wanted)
        if dry_run:
            _say_check(session, plan, importing.check(plan))
            return
        if errors is not None:
            target_file(errors, force=True)
        result = importing.run(plan)
        if errors is not None and result.refused:
            importing.save_refused(plan, result.refused, errors)
    _say_result(session, plan, result)


def _say_check(session: Session, plan: ImportPlan, check: ImportCheck) -> None:
    counts = {outcome.value: count for outcome, count in check.counts.items()}
    refused = [row for row in check.rows if row.outcome.value in ("skipped", "look")]
    if session.output.as_json:
        session.output.json(
            {
                "entry": None,
                "created": counts["ready"],
                "updated": counts["update"],
                "unchanged": counts["unchanged"],
                "refused": [{"row": row.row, "reason": row.reason} for row in refused],
                "recognised": list(plan.words),
                "columns": [{"header": one.header, "field": one.field} for one in plan.columns],
            }
        )
        return
    _say_plan(session, plan)
    session.output.line(
        f"Would add {counts['ready']:,}, change {counts['update']:,}, leave {counts['unchanged']:,} as they are and "
        f"refuse {len(refused):,}. Nothing was written."
    )
    _say_reasons(session, [(row.row, row.reason) for row in refused])


def _say_plan(session: Session, plan: ImportPlan) -> None:
    session.output.line(f"{plan.path.name}: {', '.join(plan.words)}; the rows are {plan.rows}.")
    if plan.kept:
        session.output.line(f"Kept beside the record: {', '.join(column.header for column in plan.kept)}.")


def _say_result(session: Session, plan: ImportPlan, result: ImportResult) -> None:
    if session.output.as_json:
        session.output.json(result.as_json())
        return
    _say_plan(session, plan)
    session.output.line(
        f"Added {result.created:,}, changed {result.updated:,}, left {result.unchanged:,} as they were, "
        f"refused {len(result.refused):,}."
    )
    _say_reasons(session, list(result.refused))
    if result.change:
        session.output.line(f"“crm-desktop undo {result.change.entry}” takes it back.")


def _say_reasons(session: Session, reasons: list[tuple[int, str]]) -> None:
    for row, reason in reasons[:_MOST_REASONS]:
        session.output.line(f"  Row {row}: {reason}")
    if len(reasons) > _MOST_REASONS:
        session.output.line(f"  … and {len(reasons) - _MOST_REASONS:,} more (--errors FILE writes all).")


def export(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="contact, deal, product, task, event, quote, case, activity")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A file that ends in .csv, .xlsx, .vcf or .json.")],
    where: Annotated[str | None, typer.Option(help='Which ones, such as: lifecycle = "Customer"')] = None,
    columns: Annotated[str | None, typer.Option(help="Which fields, with commas; else all.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there.")] = False,
) -> None:
    """Write records to a file that other programs, and import, read."""
    from crm_desktop.services.exporting.commands import export_records

    session: Session = context.obj
    names = [name.strip() for name in columns.split(",")] if columns else None
    with session.services() as services:
        count = export_records(services, kind, out, where, names, force=force)
    session.output.answer(f"Wrote {count:,} to {out}.", {"file": str(out), "count": count})


def print_document(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="A quote, by its id or number.")],
    out: Annotated[str, typer.Option("--out", "-o", help="The PDF file to write; “-” is standard output.")],
    issue: Annotated[bool, typer.Option("--issue", help="Give a draft its number first.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there.")] = False,
) -> None:
    """Print a document to PDF: what was issued as it was issued, a draft marked as one."""
    session: Session = context.obj
    with session.services() as services:
        quote = services.records.find("quote", document)
        if issue and services.records.read("quote", quote).get("number") is None:
            services.quote_commands.issue(quote)
        pdf = services.quotes.pdf(quote)
    if out == "-":
        sys.stdout.buffer.write(pdf)
        sys.stdout.buffer.flush()
        return
    target = target_file(Path(out), force=force)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(pdf)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    session.output.answer(f"Wrote {target}.", {"file": str(target), "bytes": len(pdf)})
