"""Days and times in the words of the person's locale."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from crm_desktop.ui.kit.paint import isolated

_DASH = " – "


def time_words(moment: datetime) -> str:
    """A wall-clock time, as *09:30*."""
    locale = QLocale()
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat).replace(":ss", "")
    return locale.toString(QTime(moment.hour, moment.minute), pattern)


def span_words(starts: datetime, ends: datetime) -> str:
    """From and to, as *11:30 – 12:30*."""
    return f"{time_words(starts)}{_DASH}{time_words(ends)}"


def weekday_words(day: date, *, whole: bool = False) -> str:
    """The name of a day of the week, as *Mon*."""
    shape = QLocale.FormatType.LongFormat if whole else QLocale.FormatType.ShortFormat
    return QLocale().standaloneDayName(day.isoweekday(), shape)


def day_words(day: date, *, weekday: bool = True, year: bool = True) -> str:
    """A day in full, as *Thursday 20 November 2025*."""
    pattern = ("dddd " if weekday else "") + "d MMMM" + (" yyyy" if year else "")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def short_day_words(day: date) -> str:
    """A day in short, as *Thu 20 Nov*."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMM")


def month_words(day: date) -> str:
    """A month and its year, as *November 2025*."""
    return f"{QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)} {day.year}"


def range_words(first: date, last: date) -> str:
    """A stretch of days, as *17 – 23 November 2025*; what both ends share is said once."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{QLocale().toString(first.day)}{_DASH}{day_words(last, weekday=False)}"
    start = day_words(first, weekday=False, year=first.year != last.year)
    return f"{start}{_DASH}{day_words(last, weekday=False)}"


def length_words(minutes: int) -> str:
    """A length of time, as *45 min*, *1 h* or *1 h 30 min*."""
    hours, rest = divmod(minutes, 60)
    tr = QCoreApplication.translate
    if not hours:
        return tr("calendar", "{minutes} min").format(minutes=rest)
    if not rest:
        return tr("calendar", "{hours} h").format(hours=hours)
    return tr("calendar", "{hours} h {minutes} min").format(hours=hours, minutes=rest)


def sentence(*parts: str) -> str:
    """Parts that are there, with a dot between them; each keeps its own direction."""
    return " · ".join(isolated(part) for part in parts if part)
