"""Correcting how the dates and decimals of a table are read, and what its rows are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from crm_desktop.core.errors import Refused
from crm_desktop.services.importing.looking import carried, plan_of
from crm_desktop.services.importing.plan import ImportPlan

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

DateOrder = Literal["iso", "day", "month"]
DecimalMark = Literal[".", ","]


def with_values(
    plan: ImportPlan, *, date_order: DateOrder | None = None, decimal_mark: DecimalMark | None = None
) -> ImportPlan:
    """Read all dates of the table in this order, all numbers with this mark."""
    if plan.source is None:
        raise Refused("A vCard file is read in one way only.", "Nothing was changed.")
    columns = []
    for column in plan.source.columns:
        if date_order is not None and column.kind == "date" and column.date_order != "iso":
            column = replace(column, date_order=date_order, is_certain=True)
        if decimal_mark is not None and column.decimal_mark is not None:
            column = replace(column, decimal_mark=decimal_mark, is_certain=True)
        columns.append(column)
    return replace(plan, source=replace(plan.source, columns=tuple(columns)))


def with_phone_country(plan: ImportPlan, country: str) -> ImportPlan:
    """Read telephone numbers without a country code as people of this country (two letters) write them."""
    code = country.strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Refused(f"“{country}” is no country.", "Nothing was changed. Give its two letters, such as GB or DE.")
    return replace(plan, phone_country=code)


def with_rows(services: Services, plan: ImportPlan, rows: str) -> ImportPlan:
    """Take the rows for something else: people, companies, deals, …; columns are guessed anew."""
    if plan.source is None:
        raise Refused("A vCard file holds contacts and nothing else.", "Nothing was changed.")
    again = plan_of(services, plan.path, plan.source, rows, plan.preset)
    return replace(carried(plan, again), fixes=plan.fixes)
