"""A believable board of any size, the same every time."""

from __future__ import annotations

from crm_desktop.ui.kit.board_cards import CardData, ColumnData

STAGES = ("New", "Qualified", "Quote sent", "Negotiation", "Verbal yes", "Won")
_TITLES = ("Holiday cakes", "Brand refresh", "Hoist replacement", "Weekly bread order", "Reception desks",
           "X-ray chairs", "Spring memberships", "Espresso machine and grinder")  # fmt: skip
_CUSTOMERS = ("Acme Garage", "Pinecrest Cabins", "Northwind Bikes", "Foxglove Florist", "Ember Fitness",
              "Harbor & Vine Catering", "Cobalt Law")  # fmt: skip
_STEPS = (("Overdue 2 d", "danger", "mail"), ("Today 10:30", "warning", "phone"), ("Tomorrow", "slate", "circle-check"),
          ("Fri 14:00", "slate", "calendar-days"), ("", "slate", ""))  # fmt: skip
_OWNERS = ("Lena Fox", "Olu Lane", "Mira Stone", "Chloe Lind", "June West", "Nora Adams")


def card(number: int) -> CardData:
    """One card; the same number is the same card."""
    text, tone, icon = _STEPS[number * 7 % 5]
    days = number * 13 % 41
    return CardData(
        f"c{number}", _TITLES[number % 8], _CUSTOMERS[number * 5 % 7], text, tone, icon,  # type: ignore[arg-type]
        f"${(number * 37 % 90 + 2) * 100:,}", f"{days} d", days > 30, "", _OWNERS[number % 6],
    )  # fmt: skip


def board_data(number: int) -> tuple[list[ColumnData], dict[str, list[CardData]]]:
    """So many cards over six columns ``s0`` to ``s5``; card ``c7`` is in column ``s1``."""
    cards: dict[str, list[CardData]] = {f"s{stage}": [] for stage in range(6)}
    for n in range(number):
        cards[f"s{n % 6}"].append(card(n))
    columns = [
        ColumnData(f"s{n}", title, len(cards[f"s{n}"]), "$1,046,390", (n + 1) / 6, "won" if n == 5 else "open")
        for n, title in enumerate(STAGES)
    ]
    return columns, cards
