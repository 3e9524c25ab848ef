"""Importing contact cards, measured against the same people from a table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import SEED, BigWorkspace

PEOPLE = 10_000
ROUNDS = 3
BAR = 0.3


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Import cards and a table of the same people into new workspaces, in turns."""
    people = big.part(PEOPLE)
    table = big.write_table(people)
    cards = _write_cards(big.folder / f"crowd of {people}.vcf", people)
    seconds: dict[Path, list[float]] = {table: [], cards: []}
    for number in range(big.rounds(ROUNDS)):
        for path, taken in seconds.items():
            taken.append(_imported(big, path, f"{path.suffix[1:]} {number}", people))
    ours, limit = statistics.median(seconds[cards]), statistics.median(seconds[table])
    yield Result("import 10k vCards", people / ours, people / limit, "cards/s", BAR, at_least=True)


def _write_cards(path: Path, people: int) -> Path:
    from crm_desktop.exchange.card import Address, Card, Entry, Name, Organization
    from crm_desktop.exchange.vcard import write_vcards
    from crm_desktop.services.sample.crowd import HEADER, crowd

    def card(row: tuple[str, ...]) -> Card:
        one = dict(zip(HEADER, row, strict=True))
        return Card(
            full_name=f"{one['First name']} {one['Last name']}",
            name=Name(one["Last name"], one["First name"]),
            orgs=(Organization(one["Company"]),),
            titles=(one["Job title"],),
            emails=(Entry(one["Email"]),),
            phones=(Entry(one["Mobile phone"], ("cell",)),),
            addresses=(Address(street=one["Street"], city=one["City"], postcode=one["Postcode"],
                               country=one["Country"]),),
            categories=tuple(tag.strip() for tag in one["Tags"].split(",") if tag.strip()),
        )  # fmt: skip

    path.write_bytes(write_vcards(card(tuple(map(str, row))) for row in crowd(people, SEED)))
    return path


def _imported(big: BigWorkspace, path: Path, name: str, people: int) -> float:
    """Return the seconds from opening the file to the committed import."""
    services = big.new_services(name)
    file = services.database.path
    try:
        start = time.perf_counter()
        result = services.importing.run(services.importing.look(path))
        taken = time.perf_counter() - start
        assert result.created == people, result.refused[:3]
    finally:
        services.close()
    for left in big.folder.glob(f"{file.name}*"):
        left.unlink()
    return taken
