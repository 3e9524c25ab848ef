"""Commands over records of any kind: list, show, search, create, update, delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_desktop.cli.output import cell
from crm_desktop.cli.session import Session, read_json
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_PAGE = 500
_RIGHT = (FieldType.MONEY, FieldType.NUMBER)
_KIND = typer.Argument(help="contact, lead, deal, product, activity, task, event, quote or case")
AS_OF = typer.Option("--as-of", help="As it stood at the end of a day (2026-03-31) or at a moment (2026-03-31T14:30).")
_FILE = typer.Argument(help="A JSON file; “-” is standard input.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list")(list_records)
    for command in (show, search, create, update, delete):
        app.command()(command)


def list_records(
    context: typer.Context,
    kind: Annotated[str, _KIND],
    where: Annotated[str | None, typer.Option(help='Which ones, such as: stage = "Quote sent" and amount > 9')] = None,
    columns: Annotated[str | None, typer.Option(help="Which fields, with commas.")] = None,
    sort: Annotated[str | None, typer.Option(help="By which fields, with commas; a minus turns one around.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="No more than so many.")] = None,
    as_of: Annotated[str | None, AS_OF] = None,
) -> None:
    """List records; with --json whole ones, or the columns asked for."""
    session: Session = context.obj
    names = [name.strip() for name in columns.split(",") if name.strip()] if columns else None
    order = [
        (part.strip().lstrip("-"), part.strip().startswith("-")) for part in (sort or "").split(",") if part.strip()
    ]
    with session.services_as_of(as_of) as services:
        access = services.records.access(kind)
        ids = services.records.row_ids(kind, where, order)[:limit]
        rows = _rows(services, kind, ids, names or access.columns)
        if session.output.as_json:
            session.output.json_list(rows if names else (services.records.read(kind, row["id"]) for row in rows))
            return
        every = services.records.fields(kind)
        fields = [field for name in names or access.columns if (field := every.find(name)) is not None]
        right = frozenset(number for number, field in enumerate(fields) if field.type in _RIGHT)
        session.output.table(
            [field.label for field in fields],
            ([_shown(field.type, row[field.key], field.choices) for field in fields] for row in rows),
            right,
        )
        session.output.line(f"{len(ids):,} {(access.fields.label if len(ids) == 1 else access.fields.plural).lower()}")


def _rows(services: Services, kind: str, ids: Any, columns: Any) -> Iterator[dict[str, Any]]:
    # An unknown column is refused even where there are no rows.
    services.records.rows(kind, ids[:1] or [0], columns)
    for start in range(0, len(ids), _PAGE):
        yield from services.records.rows(kind, ids[start : start + _PAGE], columns)


def _shown(kind: FieldType, value: Any, choices: tuple[tuple[str, str], ...]) -> str:
    if kind is FieldType.MOMENT and value:
        from datetime import datetime

        return f"{datetime.fromisoformat(value).astimezone():%Y-%m-%d %H:%M}"
    if kind is FieldType.CHOICE and choices:
        return dict(choices).get(value, cell(value))
    return cell(value)


def show(
    context: typer.Context,
    kind: Annotated[str, _KIND],
    record: Annotated[str, typer.Argument(help="An id, a number such as Q-0318, or an exact name.")],
    as_of: Annotated[str | None, AS_OF] = None,
) -> None:
    """Show one record whole."""
    session: Session = context.obj
    with session.services_as_of(as_of) as services:
        found = services.records.read(kind, services.records.find(kind, record))
    if session.output.as_json:
        session.output.json(found)
    else:
        session.output.record(found)


def search(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(help="A few letters or digits of anything.")],
    limit: Annotated[int, typer.Option(min=1, help="No more than so many of each sort.")] = 10,
) -> None:
    """Find records of every kind."""
    session: Session = context.obj
    with session.services() as services:
        services.file_texts.read_waiting()
        groups = services.search.search(" ".join(text), limit)
    if session.output.as_json:
        session.output.json(
            [
                {"kind": hit.kind, "id": hit.id, "title": hit.title, "subtitle": hit.subtitle}
                for group in groups
                for hit in group.rows
            ]
        )
        return
    rows = [(group.title, hit.title, hit.subtitle, hit.id) for group in groups for hit in group.rows]
    if rows:
        session.output.table(("", "Name", "", "Id"), rows)
    else:
        session.output.line("Nothing was found.")


def create(context: typer.Context, kind: Annotated[str, _KIND], file: Annotated[str, _FILE] = "-") -> None:
    """Make a record from JSON, or several from a list; each is one step that undo takes back."""
    session: Session = context.obj
    data = read_json(file)
    with session.services() as services:
        made = []
        for one in data if isinstance(data, list) else [data]:
            record_id, _ = services.records.create(kind, _object(one))
            made.append(services.records.read(kind, record_id))
            session.output.line(f"Added {services.records.access(kind).label(services, record_id)}: {record_id}")
    if session.output.as_json:
        session.output.json(made if isinstance(data, list) else made[0])


def update(
    context: typer.Context,
    kind: Annotated[str, _KIND],
    record: Annotated[str, typer.Argument(help="An id, a number, or an exact name.")],
    file: Annotated[str, _FILE] = "-",
) -> None:
    """Change the fields of a record that the JSON names."""
    session: Session = context.obj
    data = _object(read_json(file))
    with session.services() as services:
        record_id = services.records.find(kind, record)
        change = services.records.update(kind, record_id, data)
        found = services.records.read(kind, record_id)
    session.output.answer(change.label if change else "Nothing had to be changed.", found)


def delete(
    context: typer.Context,
    kind: Annotated[str, _KIND],
    record: Annotated[str, typer.Argument(help="An id, a number, or an exact name.")],
) -> None:
    """Put a record into the Bin."""
    session: Session = context.obj
    with session.services() as services:
        record_id = services.records.find(kind, record)
        change = services.records.bin(kind, [record_id])
    session.output.answer(change.label, {"id": record_id, "entry": change.entry})


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CrmError('A record is a JSON object, like {"name": "Nora Lind"}.', "Nothing was changed.")
    return value
