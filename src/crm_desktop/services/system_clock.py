"""The computer's own clock and zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cached_property


class SystemClock:
    """A `Clock` that asks the computer."""

    @cached_property
    def zone(self) -> tzinfo:
        """The zone this computer is set to, by its IANA name where the system tells it."""
        from tzlocal import get_localzone

        return get_localzone()

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)
