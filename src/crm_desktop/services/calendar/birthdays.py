"""Birthdays and anniversaries of customers, with or without a year; 29 February falls on the 28th."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.storage.database import Database

MOST_DAYS = 400
"""A longer window shows no birthdays; nobody reads a year of them at once."""

_PLAIN = "replace({0}, '-', '')"
# 1985-04-12, 19850412, --04-12 and --0412 end in month and day; 1985, 1985-04 and ---12 name none.
_MONTH_DAY = "CASE WHEN length({plain}) = 8 OR (length({plain}) = 4 AND {0} LIKE '--%') THEN substr({plain}, -4) END"


def birthdays(database: Database, first: date, last: date) -> list[CalendarItem]:
    """Return the birthdays and anniversaries from `first` to `last`, both included."""
    if (last - first).days > MOST_DAYS:
        return []
    years = range(first.year, last.year + 1)
    wanted = {f"{day:%m%d}" for day in _days(first, last)}
    if any(not isleap(year) for year in years) and "0228" in wanted:
        wanted.add("0229")
    marks = ", ".join(f"'{text}'" for text in sorted(wanted))
    arms = [
        f"SELECT id, kind, name, {field}, '{field}' FROM contact "
        f"WHERE deleted_at IS NULL AND {field} <> '' AND {_month_day(field)} IN ({marks})"
        for field in ("birthday", "anniversary")
    ]
    items = []
    for contact, kind, name, text, source in database.rows(" UNION ALL ".join(arms)):
        for day in _in_years(text, years):
            if first <= day <= last:
                born = _year(text)
                age = day.year - born if born is not None and born <= day.year else None
                person, company = (contact, None) if kind == "person" else (None, contact)
                items.append(
                    CalendarItem(
                        source,
                        contact,
                        source,
                        name,
                        day,
                        day,
                        customer=name,
                        person_id=person,
                        company_id=company,
                        years=age,
                    )
                )
    return items


def _month_day(field: str) -> str:
    return _MONTH_DAY.format(field, plain=_PLAIN.format(field))


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _in_years(text: str, years: range) -> Iterator[date]:
    month_day = text.replace("-", "")[-4:]
    month, day = int(month_day[:2]), int(month_day[2:])
    for year in years:
        try:
            yield date(year, month, 28 if (month, day) == (2, 29) and not isleap(year) else day)
        except ValueError:
            return


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdecimal() else None
