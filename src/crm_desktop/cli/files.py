"""Commands that write files: export, print."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from crm_desktop.cli.records import AS_OF
from crm_desktop.cli.session import Session, target_file
from crm_desktop.core.errors import Refused

_CARD_VERSIONS: dict[str, Literal["3.0", "4.0"]] = {"3": "3.0", "3.0": "3.0", "4": "4.0", "4.0": "4.0"}
_DELIMITERS = {",": ",", ";": ";", "tab": "\t", "\t": "\t", "\\t": "\t"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command("print")(print_document)


def export(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(help="contact, lead, deal, product, task, event, quote, case, activity, member")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A file that ends in .csv, .xlsx, .vcf, .json or .pdf; see --each.")
    ],
    where: Annotated[str | None, typer.Option(help='Which ones, such as: lifecycle = "Customer"')] = None,
    segment: Annotated[str, typer.Option(help="Only those of this segment.")] = "",
    view: Annotated[str, typer.Option(help="The list of this saved view: its records, order and columns.")] = "",
    columns: Annotated[str | None, typer.Option(help="Which fields, with commas; else all.")] = None,
    vcard: Annotated[str, typer.Option(help="The version of vCards: 3 (for most programs) or 4.")] = "3",
    each: Annotated[bool, typer.Option("--each", help="One card per file: --out is a folder or a .zip.")] = False,
    delimiter: Annotated[
        str | None, typer.Option(help="Between the cells of a CSV: , ; or tab; else as in the firm's country.")
    ] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark of a CSV: . or ,")] = None,
    bom: Annotated[bool, typer.Option(help="Mark a CSV as UTF-8, so that Excel reads it rightly.")] = True,
    as_of: Annotated[str | None, AS_OF] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there.")] = False,
) -> None:
    """Write records to a file that other programs, and import, read."""
    from crm_desktop.services.exporting.commands import export_records
    from crm_desktop.services.exporting.options import ExportOptions, csv_style_of

    session: Session = context.obj
    names = [name.strip() for name in columns.split(",")] if columns else None
    version = _CARD_VERSIONS.get(vcard)
    between = _DELIMITERS.get(delimiter or ",")
    if version is None or between is None or decimal not in (None, ".", ","):
        raise Refused(
            "These options cannot be used.",
            "Nothing was written. --vcard is 3 or 4, --delimiter is “,”, “;” or tab, --decimal is “.” or “,”.",
        )
    with session.services_as_of(as_of) as services:
        order: Sequence[tuple[str, bool]] = ()
        if view:
            saved = services.saved_views.named(kind, view)
            where = _both(services.saved_views.where_of(saved), where)
            order = saved.sorting
            if names is None and out.suffix.lower() in (".csv", ".xlsx", ".pdf"):
                names = list(saved.columns) or None
        business = services.workspace.business()
        style = csv_style_of(business.country, business.language)
        style = replace(
            style,
            delimiter=style.delimiter if delimiter is None else between,
            decimal_mark=decimal or style.decimal_mark,
            with_bom=bom,
        )
        options = ExportOptions(segment, style, version, each, title=view or segment)
        count = export_records(services, kind, out, where, names, force=force, options=options, order=order)
    session.output.answer(f"Wrote {count:,} to {out}.", {"file": str(out), "count": count})


def _both(one: str, other: str | None) -> str | None:
    """Return a filter that selects what two select."""
    parts = [part for part in (one, other or "") if part.strip()]
    return " and ".join(f"({part})" for part in parts) if len(parts) > 1 else (parts[0] if parts else None)


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
