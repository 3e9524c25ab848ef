"""The command that brings a file in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_desktop.cli.session import Session, target_file
from crm_desktop.core.errors import CrmError, Refused

if TYPE_CHECKING:
    from crm_desktop.services.importing.plan import ImportCheck, ImportPlan, ImportResult, NameNote
    from crm_desktop.services.services import Services

_MOST_REASONS = 20
_DATES = {"day": "day", "month": "month"}
_DECIMALS = {"point": ".", ".": ".", "comma": ",", ",": ","}
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "space": " "}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_file)


def import_file(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A vCard, CSV, TSV, XLSX, XLS, XLSM, XLSB, ODS or JSON file, or a folder of documents.", readable=False
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            help="people, companies, leads, deals, products, activities, tasks, events, cases, quotes, members, or "
            "documents (files that become attachments, named by a column); else it is guessed."
        ),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(
            help="By what a record is known, any of these with commas: for contacts email, phone, name, and for all "
            "kinds external_id and any field, people's own too."
        ),
    ] = None,
    mode: Annotated[str | None, typer.Option(help="create, update or upsert (both).")] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="COLUMN=FIELD, as often as needed. “+” makes a custom field of the column, “-” leaves it out, an "
            "empty field keeps it beside the record.",
        ),
    ] = None,
    meanings: Annotated[
        list[str] | None,
        typer.Option("--read-as", help="COLUMN:TEXT=NAME, as often as needed: what a word in a column stands for."),
    ] = None,
    dates: Annotated[str | None, typer.Option(help="day or month: which comes first in 03/04/2025.")] = None,
    decimals: Annotated[str | None, typer.Option(help="point or comma: what is before the decimals.")] = None,
    phone_country: Annotated[
        str | None, typer.Option(help="Where numbers without a country code are called, such as GB.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="How letters are written, such as windows-1252.")] = None,
    separator: Annotated[
        str | None, typer.Option(help="comma, semicolon, tab, bar, space, or the sign between the cells.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook; else the first that holds rows.")] = None,
    add_members: Annotated[
        bool, typer.Option("--add-members", help="Add owners who are not among the people of the firm.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Write the rows that were refused here, as CSV.")] = None,
) -> None:
    """Import a file as one step that undo takes back."""
    session: Session = context.obj
    wanted = tuple(part.strip() for part in match.split(",") if part.strip()) if match is not None else None
    with session.services() as services:
        importing = services.importing
        plan = importing.look(file, kind)
        plan = _read_otherwise(services, plan, encoding, separator, sheet)
        plan = _with_conventions(plan, dates, decimals, phone_country)
        plan = _with_fields(plan, fields or (), meanings or ())
        plan = replace(importing.with_rules(plan, mode, wanted), make_members=add_members)
        if dry_run:
            _say_check(session, plan, importing.check(plan))
            return
        if errors is not None:
            target_file(errors, force=True)
        result = importing.run(plan)
        if errors is not None and result.refused:
            importing.save_refused(plan, result.refused, errors)
    _say_result(session, plan, result)
    if not (result.created or result.updated or result.unchanged):
        # Whoever runs this unattended has to learn it.
        why = "Every row was refused." if result.refused else "There are no rows in it."
        raise CrmError(f"Nothing of “{file.name}” was imported.", f"{why} Nothing was changed.")


def _read_otherwise(
    services: Services, plan: ImportPlan, encoding: str | None, separator: str | None, sheet: str | None
) -> ImportPlan:
    changes = {"encoding": encoding, "sheet": sheet}
    if separator is not None:
        changes["delimiter"] = _SEPARATORS.get(separator.strip().lower(), separator)
    given = {key: value for key, value in changes.items() if value is not None}
    return services.importing.look_again(plan, **given) if given else plan


def _with_conventions(
    plan: ImportPlan, dates: str | None, decimals: str | None, phone_country: str | None
) -> ImportPlan:
    from crm_desktop.services.importing.values import with_phone_country, with_values

    if dates is not None:
        plan = with_values(plan, date_order=_one_of("dates", dates, _DATES))  # type: ignore[arg-type]
    if decimals is not None:
        plan = with_values(plan, decimal_mark=_one_of("decimals", decimals, _DECIMALS))  # type: ignore[arg-type]
    return plan if phone_country is None else with_phone_country(plan, phone_country)


def _one_of(option: str, text: str, choices: dict[str, str]) -> str:
    found = choices.get(text.strip().lower())
    if found is None:
        words = " or ".join(key for key in choices if len(key) > 1)
        raise Refused(f"“{text}” is not what --{option} takes.", f"Nothing was imported. Write {words}.")
    return found


def _with_fields(plan: ImportPlan, fields: Sequence[str], meanings: Sequence[str]) -> ImportPlan:
    from crm_desktop.services.importing.plan import NO_FIELD

    for text in fields:
        column, sign, field = text.rpartition("=")
        if not sign:
            raise Refused(f"“{text}” maps no column.", "Nothing was imported. Write --map “Column=field”.")
        key = field.strip()
        by_label = {one.label.casefold(): one.key for one in plan.targets}
        plan = plan.with_field(_column(plan, column), key if key in NO_FIELD else by_label.get(key.casefold(), key))
    for text in meanings:
        column, sign, words = text.partition(":")
        said, equals, meant = words.rpartition("=")
        if not sign or not equals:
            raise Refused(f"“{text}” says no meaning.", "Nothing was imported. Write --read-as “Column:text=name”.")
        plan = plan.with_meaning(_column(plan, column), said.strip(), meant.strip())
    return plan


def _column(plan: ImportPlan, name: str) -> int:
    wanted = name.strip().casefold()
    found = next((one.column for one in plan.columns if one.header.strip().casefold() == wanted), None)
    if found is None:
        headers = ", ".join(one.header for one in plan.columns)
        raise Refused(f"There is no column “{name.strip()}”.", f"Nothing was imported. There are {headers}.")
    return found


def _say_check(session: Session, plan: ImportPlan, check: ImportCheck) -> None:
    from crm_desktop.services.importing.plan import names_json

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
                "problems": [{"row": row, "reason": reason} for row, reason in check.problems],
                "names": names_json(check.names),
                "recognised": list(plan.words),
                "columns": [{"header": one.header, "field": one.field} for one in plan.columns],
                "custom_fields": list(check.new_fields),
            }
        )
        return
    _say_plan(session, plan, check.new_fields)
    session.output.line(
        f"Would add {counts['ready']:,}, change {counts['update']:,}, leave {counts['unchanged']:,} as they are and "
        f"refuse {len(refused):,}. Nothing was written."
    )
    _say_names(session, plan, check.names)
    _say_reasons(session, [(row.row, row.reason) for row in refused])
    _say_problems(session, check.problems)


def _say_plan(session: Session, plan: ImportPlan, new_fields: Sequence[str]) -> None:
    session.output.line(f"{plan.path.name}: {', '.join(plan.words)}; the rows are {plan.rows}.")
    if new_fields:
        session.output.line(f"New custom fields: {', '.join(new_fields)}.")
    if plan.kept:
        session.output.line(f"Kept beside the record: {', '.join(column.header for column in plan.kept)}.")


def _say_result(session: Session, plan: ImportPlan, result: ImportResult) -> None:
    if session.output.as_json:
        session.output.json(result.as_json())
        return
    _say_plan(session, plan, result.new_fields)
    session.output.line(
        f"Added {result.created:,}, changed {result.updated:,}, left {result.unchanged:,} as they were, "
        f"refused {len(result.refused):,}."
    )
    _say_names(session, plan, result.names)
    _say_reasons(session, list(result.refused))
    _say_problems(session, result.problems)
    if result.change:
        session.output.line(f"“crm-desktop undo {result.change.entry}” takes it back.")


def _say_names(session: Session, plan: ImportPlan, names: tuple[NameNote, ...]) -> None:
    for note in names[:_MOST_REASONS]:
        rows = "1 row" if note.rows == 1 else f"{note.rows:,} rows"
        meant = f"read as “{note.meant}”" if note.meant else "is nothing here"
        session.output.line(f"  {note.header}: “{note.text}” in {rows} {meant}.")
    if len(names) > _MOST_REASONS:
        session.output.line(f"  … and {len(names) - _MOST_REASONS:,} more such words.")
    unknown = next((one for one in names if not one.meant), None)
    if unknown is None:
        return
    if any(not one.meant and plan.names_owner(one) for one in names):
        session.output.line("--add-members adds owners who are nobody here to the people of the firm.")
    if not plan.is_fixed:
        session.output.line(f"--read-as “{unknown.header}:{unknown.text}=NAME” says what such a word stands for.")


def _say_problems(session: Session, problems: Sequence[tuple[int, str]]) -> None:
    """Say what is odd in rows that came in all the same."""
    if problems:
        session.output.line("Came in, but look at it:")
    for row, reason in problems[:_MOST_REASONS]:
        session.output.line(f"  {reason}" if str(row) in reason else f"  Row {row}: {reason}")
    if len(problems) > _MOST_REASONS:
        session.output.line(f"  … and {len(problems) - _MOST_REASONS:,} more.")


def _say_reasons(session: Session, reasons: list[tuple[int, str]]) -> None:
    for row, reason in reasons[:_MOST_REASONS]:
        session.output.line(f"  Row {row}: {reason}")
    if len(reasons) > _MOST_REASONS:
        session.output.line(f"  … and {len(reasons) - _MOST_REASONS:,} more (--errors FILE writes all).")
