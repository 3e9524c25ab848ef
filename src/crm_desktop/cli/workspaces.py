"""Commands for a whole workspace: make one, fill one, picture one, measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_desktop.cli.session import Session
from crm_desktop.core.errors import CrmError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (new, sample, screenshot, bench):
        app.command()(command)


def new(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make; it must not be there yet.")],
    name: Annotated[str, typer.Option(help="What the business is called.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217, such as EUR; else the country's.")] = "",
    country: Annotated[str, typer.Option(help="ISO 3166, such as GB.")] = "GB",
    language: Annotated[str, typer.Option(help="The language of its paper, such as en.")] = "en",
    member: Annotated[str, typer.Option(help="Who works with it.")] = "",
) -> None:
    """Make a new, empty workspace."""
    from crm_desktop.core.tax import usual_tax_rate
    from crm_desktop.services.last_opened import remember_opened
    from crm_desktop.services.opening import make_services
    from crm_desktop.services.workspace.views import Business

    session: Session = context.obj
    code = _country(country)
    business = Business(
        name=name, currency=_currency(currency, code), country=code, language=language, tax_rate=usual_tax_rate(code)
    )
    make_services(file, business, member or _who()).close()
    remember_opened(file)
    session.output.answer(f"Made {file}.", {"file": str(file), "currency": business.currency, "country": code})


def sample(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make; it must not be there yet.")],
    contacts: Annotated[int, typer.Option(min=0, help="So many made-up people more, for a test of size.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Make a workspace with a believable bakery in it."""
    from crm_desktop.services.sample.shop import SHOP, fill_sample

    session: Session = context.obj
    from crm_desktop.services.opening import make_services

    services = make_services(file, SHOP, "Sofia Marsh")
    try:
        fill_sample(services, contacts=contacts, seed=seed)
        counts = {kind: services.records.count(kind) for kind in ("contact", "deal", "task", "event", "product")}
    finally:
        services.close()
    said = ", ".join(f"{count:,} {kind}s" for kind, count in counts.items())
    session.output.answer(f"Made {file}: {said}.", {"file": str(file), **counts})


def screenshot(
    context: typer.Context,
    pane: Annotated[str, typer.Argument(help="today, contacts, pipeline, pipeline/table, calendar, cases, quotes …")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The PNG file to write.")],
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    size: Annotated[str, typer.Option(help="Width x height of the window.")] = "1440x900",
) -> None:
    """Draw one page of the window into a picture, without a screen."""
    session: Session = context.obj
    if theme not in ("light", "dark"):
        raise typer.BadParameter("choose light or dark", param_hint="--theme")
    wide, mark, high = size.lower().partition("x")
    if not mark or not wide.isdigit() or not high.isdigit() or not (320 <= int(wide) <= 8000 >= int(high) >= 240):
        raise typer.BadParameter("write it like 1440x900", param_hint="--size")
    if session.window is None:
        raise CrmError("There is no window here to take a picture of.", "Start the whole program instead.")
    if not out.absolute().parent.is_dir():
        raise CrmError(f"There is no folder “{out.parent}”.", "Nothing was written. Name a folder that exists.")
    path = session.path()
    session.window.screenshot(str(path), pane, str(out), theme, (int(wide), int(high)), session.key(path))
    session.output.answer(f"Wrote {out}.", {"file": str(out)})


def bench(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Only these, by the beginning of their names.")] = None,
    contacts: Annotated[int, typer.Option(help="So many made-up people in the workspace.", min=100)] = 100_000,
) -> None:
    """Measure speed against the bare tools, in the same run; exit 1 when a bar is missed."""
    session: Session = context.obj
    if session.window is None:
        raise CrmError("There is no window here to measure.", "Start the whole program instead.")
    raise typer.Exit(session.window.bench(names or [], as_json=session.output.as_json, people=contacts))


def _country(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise typer.BadParameter("write two letters, such as GB", param_hint="--country")
    return code


def _currency(text: str, country: str) -> str:
    if not text:
        from babel.numbers import get_territory_currencies

        return str((get_territory_currencies(country) or ["EUR"])[0])
    from crm_desktop.core.money import exponent

    code = text.strip().upper()
    exponent(code)
    return code


def _who() -> str:
    """Return the name of the person at this computer, as far as it is known."""
    import getpass

    try:
        return getpass.getuser().replace(".", " ").title()
    except (KeyError, OSError):
        return "You"
