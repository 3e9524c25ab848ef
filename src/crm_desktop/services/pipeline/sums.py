"""Adding up deals, each currency by itself."""

from __future__ import annotations

from collections import defaultdict

from crm_desktop.services.pipeline.views import Amount, Amounts


class Sum:
    """A running sum of amounts and of what they weigh by their probability."""

    def __init__(self) -> None:
        self.count = 0
        self._full: dict[str, int] = defaultdict(int)
        self._percents: dict[str, int] = defaultdict(int)

    def add(self, amount: int | None, currency: str, probability: int) -> None:
        """Count one deal; without a value it only counts."""
        self.count += 1
        if amount is not None:
            self._full[currency] += amount
            self._percents[currency] += amount * probability

    def amounts(self, home: str) -> Amounts:
        """Return the sums, the workspace's currency first (and always there)."""
        return _ordered(self._full, home)

    def weighted(self, home: str) -> Amounts:
        """Return the weighted sums, each rounded half up once."""
        return _ordered({code: (total + 50) // 100 for code, total in self._percents.items()}, home)


def _ordered(sums: dict[str, int], home: str) -> Amounts:
    others = sorted((code for code in sums if code != home), key=lambda code: (-sums[code], code))
    return (Amount(home, sums.get(home, 0)), *(Amount(code, sums[code]) for code in others))
