"""vCard 2.1, 3.0 and 4.0 files as cards: whatever a program wrote, one bad card never stops the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.card import Card, CardProblem
from crm_desktop.exchange.vcard_collector import CardCollector
from crm_desktop.exchange.vcard_handlers import take
from crm_desktop.exchange.vcard_lines import Property, StrayLine, properties, properties_of_text
from crm_desktop.exchange.vcard_values import unescaped

_DEEPEST_AGENT = 4


@dataclass(frozen=True, slots=True)
class VCardFile:
    """All cards of a file in order, and what in it could not be used."""

    cards: tuple[Card, ...]
    problems: tuple[CardProblem, ...]


def read_vcards(data: bytes) -> VCardFile:
    """Read every card of a file; raise `CrmError` only when there is no card in it at all."""
    cards: list[Card] = []
    problems: list[CardProblem] = []
    for item in iter_vcards(data):
        if isinstance(item, CardProblem):
            problems.append(item)
        else:
            cards.append(item)
            problems.extend(item.problems)
    if not cards and not any(problem.line for problem in problems):
        raise CrmError(
            "This file holds no contact cards.",
            "A vCard file has lines that say BEGIN:VCARD. Nothing was read; choose another file.",
        )
    return VCardFile(tuple(cards), tuple(sorted(problems, key=lambda problem: problem.line)))


def iter_vcards(data: bytes) -> Iterator[Card | CardProblem]:
    """Yield the cards one by one; a problem that belongs to no card stands between them."""
    yield from _cards(properties(data), depth=0)


def _cards(items: Iterable[Property | StrayLine], depth: int) -> Iterator[Card | CardProblem]:
    """Build a card from what stands between BEGIN and END, cards inside cards included."""
    open_cards: list[CardCollector] = []
    has_begun = False
    for item in items:
        if isinstance(item, StrayLine):
            if open_cards:
                open_cards[-1].add_stray(item)
            elif has_begun:
                yield CardProblem(item.line, f"Line {item.line} stands outside every card: “{item.text[:60]}”.")
            continue
        is_card_mark = item.name in {"BEGIN", "END"} and item.value.strip().upper() == "VCARD"
        if is_card_mark and item.name == "BEGIN":
            has_begun = True
            if open_cards and (not open_cards[-1].awaits_agent or len(open_cards) > _DEEPEST_AGENT):
                yield from _unfinished(open_cards, item.line)
            open_cards.append(CardCollector(item.line))
        elif is_card_mark:
            if not open_cards:
                yield CardProblem(item.line, f"Line {item.line} ends a card that was never begun.")
                continue
            collector = open_cards.pop()
            if open_cards:
                _add_agents(open_cards[-1], _finished(collector))
            else:
                yield from _finished(collector)
        elif not open_cards:
            if has_begun:
                yield CardProblem(item.line, f"Line {item.line} stands outside every card: “{item.name}”.")
        elif item.name == "AGENT" and item.value.strip()[:11].upper() == "BEGIN:VCARD":
            _add_written_agent(open_cards[-1], item, depth)
        else:
            take(open_cards[-1], item)
    if open_cards:
        yield from _unfinished(open_cards, None)


def _unfinished(open_cards: list[CardCollector], next_line: int | None) -> Iterator[Card | CardProblem]:
    """Keep what was read of a card that has no END."""
    while len(open_cards) > 1:
        inner = open_cards.pop()
        _add_agents(open_cards[-1], _finished(inner))
    collector = open_cards.pop()
    where = "before the file ends" if next_line is None else f"before the next one begins on line {next_line}"
    collector.report(
        collector.line,
        f"The card that begins on line {collector.line} has no END line {where}; it was read so far.",
    )
    yield from _finished(collector)


def _finished(collector: CardCollector) -> Iterator[Card | CardProblem]:
    if collector.is_empty:
        yield from collector.problems
        yield CardProblem(collector.line, f"The card on line {collector.line} is empty and was left out.")
    else:
        yield collector.card()


def _add_written_agent(collector: CardCollector, item: Property, depth: int) -> None:
    """Read a card that stands escaped inside a property of another."""
    if depth >= _DEEPEST_AGENT:
        collector.keep(item)
        collector.report(
            item.line, f"Line {item.line} holds cards inside cards too deep to read; it was kept as it is."
        )
        return
    inner = properties_of_text(unescaped(item.value), first_line=item.line)
    _add_agents(collector, _cards(inner, depth + 1))


def _add_agents(collector: CardCollector, read: Iterable[Card | CardProblem]) -> None:
    for found in read:
        if isinstance(found, Card):
            collector.add_agent(found)
        else:
            collector.problems.append(found)
