"""The words of quick add, one table per language. English is always understood beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

V = TypeVar("V")

#: Kinds of thing that one line can make.
CALL, MEETING, EMAIL, TASK, NOTE = "call", "meeting", "email", "task", "note"
DEAL, QUOTE, INVOICE, PAYMENT = "deal", "quote", "invoice", "payment"
CASE, LEAD, CONTACT = "case", "lead", "contact"


@dataclass(frozen=True, slots=True)
class WordList:
    """One language's words, all in lower case.

    `units` gives (unit, count): minutes for spans of time, days and months for dates.
    `weekdays` counts from Monday as 0, `months` from January as 1, `days` from today as 0.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    people: frozenset[str] = frozenset()  # with, for, from
    about: frozenset[str] = frozenset()  # about, re
    on: frozenset[str] = frozenset()  # on friday
    at: frozenset[str] = frozenset()  # at 14
    lasting: frozenset[str] = frozenset()  # for 1h
    next: frozenset[str] = frozenset()  # next tuesday
    ahead: frozenset[str] = frozenset()  # in 3 days
    remind: frozenset[str] = frozenset()  # remind 15m
    days: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    priorities: Mapping[str, str] = field(default_factory=dict)


def _numbered(*words: str, start: int = 0) -> dict[str, int]:
    """`"monday mon"`, `"tuesday tue tues"` …: every word of an entry has the entry's number."""
    return {word: number for number, entry in enumerate(words, start) for word in entry.split()}


def _each(words: str, value: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), value)


ENGLISH = WordList(
    kinds={
        **_each("call phone ring", CALL),
        **_each("meet meeting visit", MEETING),
        **_each("email", EMAIL),
        **_each("task todo", TASK),
        **_each("note", NOTE),
        **_each("deal", DEAL),
        **_each("quote", QUOTE),
        **_each("invoice", INVOICE),
        **_each("paid", PAYMENT),
        **_each("case", CASE),
        **_each("lead", LEAD),
        **_each("contact", CONTACT),
    },
    people=frozenset({"with", "for", "from"}),
    about=frozenset({"about", "re"}),
    on=frozenset({"on"}),
    at=frozenset({"at"}),
    lasting=frozenset({"for"}),
    next=frozenset({"next"}),
    ahead=frozenset({"in"}),
    remind=frozenset({"remind", "reminder"}),
    days=_numbered("today", "tomorrow tmr"),
    weekdays=_numbered(
        "monday mon",
        "tuesday tue tues",
        "wednesday wed",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
    months=_numbered(
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
        start=1,
    ),
    minutes={
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
    },
    dates={
        **dict.fromkeys(("d", "day", "days"), ("day", 1)),
        **dict.fromkeys(("w", "week", "weeks"), ("day", 7)),
        **dict.fromkeys(("month", "months"), ("month", 1)),
    },
    priorities={"urgent": "urgent", "high": "high", "normal": "normal", "low": "low"},
)

GERMAN = WordList(
    kinds={
        **_each("anrufen anruf telefonat", CALL),
        **_each("treffen termin besuch", MEETING),
        **_each("mail", EMAIL),
        **_each("aufgabe", TASK),
        **_each("notiz", NOTE),
        **_each("angebot", QUOTE),
        **_each("rechnung", INVOICE),
        **_each("bezahlt", PAYMENT),
        **_each("fall", CASE),
        **_each("kontakt", CONTACT),
    },
    people=frozenset({"mit", "für", "von"}),
    about=frozenset({"wegen", "über"}),
    on=frozenset({"am"}),
    at=frozenset({"um"}),
    lasting=frozenset({"für"}),
    next=frozenset({"nächsten", "nächste", "nächster"}),
    ahead=frozenset({"in"}),
    remind=frozenset({"erinnern", "erinnerung"}),
    days=_numbered("heute", "morgen", "übermorgen"),
    weekdays=_numbered("montag mo", "dienstag di", "mittwoch mi", "donnerstag", "freitag fr", "samstag sa", "sonntag"),
    months=_numbered(
        "januar jan",
        "februar feb",
        "märz mrz",
        "april apr",
        "mai",
        "juni jun",
        "juli jul",
        "august aug",
        "september sep",
        "oktober okt",
        "november nov",
        "dezember dez",
        start=1,
    ),
    minutes={
        **dict.fromkeys(("min", "minute", "minuten"), 1),
        **dict.fromkeys(("h", "std", "stunde", "stunden"), 60),
    },
    dates={
        **dict.fromkeys(("tag", "tage", "tagen"), ("day", 1)),
        **dict.fromkeys(("woche", "wochen"), ("day", 7)),
        **dict.fromkeys(("monat", "monate", "monaten"), ("month", 1)),
    },
    priorities={"dringend": "urgent", "hoch": "high", "normal": "normal", "niedrig": "low"},
)

WORD_LISTS: dict[str, WordList] = {"en": ENGLISH, "de": GERMAN}


@cache
def words_of(*languages: str) -> WordList:
    """The words of these languages and of English, as one list; unknown languages add nothing."""
    lists = [WORD_LISTS[language] for language in (*languages, "en") if language in WORD_LISTS]
    return WordList(
        kinds=_merged(one.kinds for one in lists),
        people=frozenset().union(*(one.people for one in lists)),
        about=frozenset().union(*(one.about for one in lists)),
        on=frozenset().union(*(one.on for one in lists)),
        at=frozenset().union(*(one.at for one in lists)),
        lasting=frozenset().union(*(one.lasting for one in lists)),
        next=frozenset().union(*(one.next for one in lists)),
        ahead=frozenset().union(*(one.ahead for one in lists)),
        remind=frozenset().union(*(one.remind for one in lists)),
        days=_merged(one.days for one in lists),
        weekdays=_merged(one.weekdays for one in lists),
        months=_merged(one.months for one in lists),
        minutes=_merged(one.minutes for one in lists),
        dates=_merged(one.dates for one in lists),
        priorities=_merged(one.priorities for one in lists),
    )


def _merged(tables: Iterable[Mapping[str, V]]) -> dict[str, V]:
    """One table; the first language that has a word decides what it means."""
    merged: dict[str, V] = {}
    for table in tables:
        for word, meaning in table.items():
            merged.setdefault(word, meaning)
    return merged
