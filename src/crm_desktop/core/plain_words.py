"""Quick add: one line of plain words becomes a draft of a call, task, deal, payment …

Every word that is not understood stays in the title: text is never dropped. When unsure, it is a task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from crm_desktop.core import plain_dates as dates
from crm_desktop.core.errors import CrmError
from crm_desktop.core.money import parse_decimal
from crm_desktop.core.plain_dates import Word
from crm_desktop.core.word_lists import (
    CALL,
    CONTACT,
    DEAL,
    EMAIL,
    INVOICE,
    LEAD,
    MEETING,
    NOTE,
    PAYMENT,
    QUOTE,
    TASK,
    WordList,
    words_of,
)


@dataclass(frozen=True, slots=True)
class Match:
    """A person or company that a name in the text may mean."""

    id: str
    name: str
    kind: str = "person"


#: Finds whose full name, first name, last name or company name is exactly this phrase, in any case.
Lookup = Callable[[str], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text that was understood: `text[start:end]`, as a role.

    Roles: kind, who, when, time, length, remind, priority, tag, stage, amount, document,
    and link for a joining word (“about”) that the title can do without.
    """

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line says. Several matches in `who` are one name that several people have: ask which."""

    kind: str
    title: str
    who: tuple[Match, ...] = ()
    when: date | None = None
    time: time | None = None
    minutes: int | None = None
    remind_minutes: int | None = None
    priority: str | None = None
    tags: tuple[str, ...] = ()
    stage: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    document: str | None = None
    parts: tuple[Part, ...] = ()


_MONEY_KINDS = frozenset({DEAL, QUOTE, INVOICE, PAYMENT})
_NEW_PEOPLE = frozenset({LEAD, CONTACT})
#: Kinds whose word is also the verb of the sentence: without a person it stays in the title (“call back”).
_VERBS = frozenset({CALL, MEETING, EMAIL})
#: Kinds whose title is a sentence of the person's own.
_SENTENCES = frozenset({TASK, NOTE})
_LONGEST_NAME = 6
_DOCUMENT = re.compile(r"(?:INV|Q|C|CN|ORD)-[0-9][0-9-]*", re.IGNORECASE)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH"}
_CODES = frozenset(
    {"EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "JPY", "CAD", "AUD", "NZD", "INR"}
    | {"CNY", "BRL", "MXN", "ZAR", "TRY", "UAH", "RON"}
)
_AMOUNT = re.compile(
    rf"(?P<before>[{''.join(_SIGNS)}])?(?P<number>[0-9][0-9.,'’]*?)(?P<kilo>[kK])?(?P<after>[{''.join(_SIGNS)}])?"
)
_ODD_COMMA = re.compile(r"([0-9]+)[.,]([0-9]{1,2})")


def parse(
    text: str,
    *,
    now: datetime,
    people: Lookup,
    languages: Sequence[str] = (),
    stages: Sequence[str] = (),
    decimal_mark: str = ".",
) -> Draft:
    """Understand one line. `now` is the local wall clock; `languages` are understood beside English.

    With `stages`, only their names are taken after a slash; without, all words up to the next part are.
    """
    return _Reader(text, now, people, words_of(*languages), stages, decimal_mark).draft()


class _Reader:
    """Takes words out of the line, surest first; what is left is the title."""

    def __init__(
        self,
        text: str,
        now: datetime,
        people: Lookup,
        known: WordList,
        stages: Sequence[str],
        decimal_mark: str,
    ) -> None:
        self._text = text
        self._now = now
        self._people = people
        self._known = known
        self._stages = stages
        self._decimal_mark = decimal_mark
        self._words = dates.split(text)
        self._roles: dict[int, str] = {}
        self._parts: list[Part] = []

    def draft(self) -> Draft:
        kind = self._kind()
        tags = self._tags()
        priority = None if kind == NOTE else self._priority()
        who: tuple[Match, ...] = ()
        if kind not in _NEW_PEOPLE:
            who = self._who(shortest=2)  # before dates: “Sunday Okafor” is a person
        elif kind == CONTACT and (who := self._who(shortest=1)):
            kind = TASK  # somebody known: “contact amelia about the invoice” is something to do
            self._give_back_kind()
        if kind in _NEW_PEOPLE or kind == NOTE:
            who = who or (self._who(shortest=1) if kind == NOTE else ())
            return self._finish(kind, who, tags, priority, Draft(kind, ""))

        document = self._document()
        remind = self._take_found(dates.find_reminder(self._free(), self._known), "remind")
        moment = dates.find_moment(self._free(), self._known, self._now)
        when: date | None = None
        at: time | None = None
        if moment is not None:
            self._take(moment.words, "when")
            when, at = moment.value.date(), moment.value.time()
        minutes = self._take_found(dates.find_length(self._free(), self._known), "length")
        day = None if when else dates.find_day(self._free(), self._known, self._now.date())
        if day is not None:
            self._take(day.words, "when")
            when = day.value
        if at is None:
            bare = kind not in _MONEY_KINDS
            near = {word.index for word in day.words} if day else None
            clock = dates.find_time(self._free(), self._known, near=near, bare=bare)
            at = self._take_found(clock, "time")
            if at is not None and when is None:
                when = dates.next_time(self._now, at)
        who = who or self._who(shortest=1)
        amount, currency = self._amount() if kind in _MONEY_KINDS else (None, None)
        stage = self._stage() if kind == DEAL else None

        if not self._sure(kind, who, amount, stage, document):
            kind = TASK
            self._give_back_kind()
        found = Draft(kind, "", (), when, at, minutes, remind, None, (), stage, amount, currency, document)
        return self._finish(kind, who, tags, priority, found)

    def _sure(
        self, kind: str, who: Sequence[Match], amount: Decimal | None, stage: str | None, document: str | None
    ) -> bool:
        """“deal with the oven” is no deal: money words need a customer or an amount behind them."""
        if kind == PAYMENT:
            return amount is not None or document is not None
        return kind not in _MONEY_KINDS or bool(who) or amount is not None or stage is not None

    def _finish(
        self, kind: str, who: tuple[Match, ...], tags: tuple[str, ...], priority: str | None, found: Draft
    ) -> Draft:
        if kind in _VERBS and not who:
            self._give_back_kind(keep_part=True)
        if kind in _SENTENCES:
            self._keep_name_inside_sentence()
        free = self._free()
        if not free and kind == TASK:
            free = self._words  # “amelia fri” has no other title than itself
        if len(free) > 1 and free[0].plain in self._known.about and self._follows_a_part(free[0]):
            self._take(free[:1], "link")
            free = free[1:]
        return Draft(
            kind=kind,
            title=" ".join(self._text[word.start : word.end] for word in free),
            who=who,
            when=found.when,
            time=found.time,
            minutes=found.minutes,
            remind_minutes=found.remind_minutes,
            priority=priority,
            tags=tags,
            stage=found.stage,
            amount=found.amount,
            currency=found.currency,
            document=found.document,
            parts=tuple(sorted(self._parts, key=lambda part: part.start)),
        )

    def _keep_name_inside_sentence(self) -> None:
        """“ask amelia about racks” names somebody and still reads as a sentence with the name in it."""
        named = [index for index, role in self._roles.items() if role == "who"]
        free = {word.index for word in self._free()}
        if named and min(named) - 1 in free and max(named) + 1 in free:
            for index in named:
                del self._roles[index]

    def _free(self) -> list[Word]:
        return [word for word in self._words if word.index not in self._roles]

    def _follows_a_part(self, word: Word) -> bool:
        return word.index - 1 in self._roles

    def _take(self, words: Sequence[Word], role: str) -> None:
        self._roles.update((word.index, role) for word in words)
        self._parts.append(Part(words[0].start, words[-1].end, role))

    def _take_found(self, found: dates.Found[dates.T] | None, role: str) -> dates.T | None:
        if found is None:
            return None
        self._take(found.words, role)
        return found.value

    def _kind(self) -> str:
        if not self._words or self._words[0].plain not in self._known.kinds:
            return TASK
        self._take(self._words[:1], "kind")
        return self._known.kinds[self._words[0].plain]

    def _give_back_kind(self, *, keep_part: bool = False) -> None:
        """Put the first word back into the title."""
        if self._roles.get(0) == "kind":
            del self._roles[0]
            if not keep_part:
                self._parts = [part for part in self._parts if part.role != "kind"]

    def _tags(self) -> tuple[str, ...]:
        found = []
        for word in self._free():
            tag = re.fullmatch(r"#([^\W\d_][\w-]*)", word.bare)
            if tag:
                self._take([word], "tag")
                if tag[1] not in found:
                    found.append(tag[1])
        return tuple(found)

    def _priority(self) -> str | None:
        for word in self._free():
            if word.bare.startswith("!") and word.bare[1:].lower() in self._known.priorities:
                self._take([word], "priority")
                return self._known.priorities[word.bare[1:].lower()]
        return None

    def _document(self) -> str | None:
        for word in self._free():
            if _DOCUMENT.fullmatch(word.bare):
                self._take([word], "document")
                return word.bare.upper()
        return None

    def _who(self, *, shortest: int) -> tuple[Match, ...]:
        """The longest name; of equal ones that behind “with”, “for”, “from” or @, then the first."""
        best: tuple[int, bool, list[Word], tuple[Match, ...]] | None = None
        for run in dates.runs(self._free()):
            for length in range(min(len(run), _LONGEST_NAME), shortest - 1, -1):
                for first in range(len(run) - length + 1):
                    words = run[first : first + length]
                    called = first > 0 and run[first - 1].plain in self._known.people
                    named = called or words[0].bare.startswith("@")
                    if best is not None and (length, named) <= (best[0], best[1]):
                        continue
                    matches = self._matches(words)
                    if matches:
                        taken = run[first - 1 : first + length] if called else words
                        best = (length, named, taken, matches)
        if best is None:
            return ()
        self._take(best[2], "who")
        return best[3]

    def _matches(self, words: Sequence[Word]) -> tuple[Match, ...]:
        phrase = self._text[words[0].start : words[-1].bare_end].removeprefix("@")
        if len(words) == 1 and (len(phrase) < 2 or phrase.isdecimal()):
            return ()
        return tuple(self._people(phrase))

    def _stage(self) -> str | None:
        for run in dates.runs(self._free()):
            for at, word in enumerate(run):
                if re.match(r"/[^\W\d_]", word.bare):
                    words = run[at:]
                    for length in range(len(words), 0, -1):
                        name = self._text[word.start + 1 : words[length - 1].bare_end]
                        known = [stage for stage in self._stages if stage.casefold() == name.casefold()]
                        if known or not self._stages:
                            self._take(words[:length], "stage")
                            return known[0] if known else name
        return None

    def _amount(self) -> tuple[Decimal | None, str | None]:
        """The amount with a currency or a k if there is one, else the largest number that is no year."""
        best: tuple[tuple[bool, bool, Decimal], list[Word], Decimal, str | None] | None = None
        free = self._free()
        for at, word in enumerate(free):
            found = _AMOUNT.fullmatch(word.bare)
            number = self._number(found["number"]) if found else None
            if found is None or number is None:
                continue
            words = [word]
            currency = _SIGNS.get(found["before"] or found["after"] or "")
            following = free[at + 1] if at + 1 < len(free) else None
            if currency is None and following and following.index == word.index + 1 and following.bare in _CODES:
                words.append(following)
                currency = following.bare
            marked = currency is not None or bool(found["kilo"])
            year = not marked and re.fullmatch(r"(?:19|20)[0-9]{2}", word.bare) is not None
            amount = number * 1000 if found["kilo"] else number
            rank = (marked, not year, amount)
            if best is None or rank > best[0]:
                best = (rank, words, amount, currency)
        if best is None:
            return None, None
        self._take(best[1], "amount")
        return best[2], best[3]

    def _number(self, digits: str) -> Decimal | None:
        try:
            return parse_decimal(digits, self._decimal_mark)
        except CrmError:
            odd = _ODD_COMMA.fullmatch(digits)  # the other decimal mark, beyond doubt: 12,50
            return Decimal(f"{odd[1]}.{odd[2]}") if odd else None
