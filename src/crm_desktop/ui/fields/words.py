"""The JSON value of a field in the words of a table or form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.lists.cell_values import Habits
from crm_desktop.services.lists.views import Amount
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.kit.format import amount_text, day_text, moment_text


def habits(clock: Clock) -> Habits:
    """How the person writes numbers and days, by the language of the computer."""
    locale = QLocale()
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    day, month = form.find("d"), form.find("M")
    return Habits(locale.decimalPoint(), not 0 <= month < day, clock.zone)


def value_text(field: Field, value: Any, clock: Clock) -> str:
    """Return a value as it is shown in a table; nothing for none."""
    if value is None or value == "":
        return ""
    match field.type:
        case FieldType.TAGS:
            return ", ".join(value)
        case FieldType.CHOICE:
            return field.choice_label(str(value))
        case FieldType.YES_NO:
            return QCoreApplication.translate("Fields", "Yes") if value else ""
        case FieldType.DATE:
            return _day(str(value), clock)
        case FieldType.MOMENT:
            return moment_text(datetime.fromisoformat(str(value)), clock.now(), clock.zone)
        case FieldType.MONEY:
            return _amount(value)
        case FieldType.NUMBER:
            return number_text(Decimal(str(value)))
        case _:
            return str(value)


def member_text(member: MemberRow) -> str:
    """Return what a person of the firm is called where somebody owns something: “You” is whoever works here."""
    return QCoreApplication.translate("Fields", "You") if member.is_me else member.name


def number_text(number: Decimal) -> str:
    """Return a number with the marks of the person's language and as many decimals as it has."""
    whole, _, decimals = f"{abs(number):f}".partition(".")
    locale = QLocale()
    text = locale.toString(int(whole))
    text = f"{text}{locale.decimalPoint()}{decimals}" if decimals.strip("0") else text
    return f"−{text}" if number < 0 else text


def typed_text(field: Field, value: Any) -> str:
    """Return a value as a person would type it over."""
    if value is None:
        return ""
    match field.type:
        case FieldType.TAGS:
            return ", ".join(value)
        case FieldType.NUMBER | FieldType.MONEY:
            amount = value.amount if isinstance(value, Amount) else str(value)
            return str(amount).replace(".", QLocale().decimalPoint())
        case FieldType.MOMENT:
            return str(value)[:16].replace("T", " ")
        case FieldType.CHOICE:
            return field.choice_label(str(value))
        case _:
            return str(value)


def _day(text: str, clock: Clock) -> str:
    try:
        return day_text(date.fromisoformat(text), today(clock))
    except ValueError:
        return text


def _amount(value: Any) -> str:
    if isinstance(value, Amount) and value.currency:
        return amount_text(Decimal(value.amount), value.currency)
    return number_text(Decimal(value.amount if isinstance(value, Amount) else str(value)))
