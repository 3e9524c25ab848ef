"""People's own fields of contacts, as letters and labels can name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_desktop.services.custom_fields.declared import custom_fields
from crm_desktop.services.custom_fields.printed import printed_values
from crm_desktop.services.mailing.merge_fields import FIELDS, fields_in
from crm_desktop.services.mailing.views import Household

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_CHUNK = 5_000


class OwnValues:
    """What can be named, and what each piece of post says there; read only for fields that a text names."""

    def __init__(self, services: Services, tag: str) -> None:
        self._services = services
        self._tag = tag
        self._fields = custom_fields(services.database, "contact")
        self.names: dict[str, str] = {}
        """Name that a text may use, in small letters → what to ask a piece's values for."""
        for one in self._fields:
            key = _key(one.key)
            self.names.setdefault(key, key)
            self.names.setdefault(" ".join(one.label.lower().split()), key)

    def menu(self) -> list[tuple[str, str]]:
        """Return (name in braces, label) of every own field, in their order."""
        return [(_key(one.key), one.label) for one in self._fields]

    def of(self, pieces: Sequence[Household], *texts: str) -> list[dict[str, str]]:
        """Return for every piece what the own fields that these texts name stand for.

        In a household the first who has something there speaks. Raises `Refused` for a field that there is not.
        """
        named = {key for text in texts for key in fields_in(text, self.names)}
        fields = [one for one in self._fields if _key(one.key) in named]
        if not fields:
            return [{} for _ in pieces]
        ids = [contact for piece in pieces for contact in piece.ids]
        held: dict[str, dict[str, str]] = {}
        for start in range(0, len(ids), _CHUNK):
            held |= printed_values(
                self._services.database.rows, "contact", fields, ids[start : start + _CHUNK], self._tag,
                self._services.clock.zone,
            )  # fmt: skip
        return [_of_piece(piece, held) for piece in pieces]


def _of_piece(piece: Household, held: dict[str, dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for contact in piece.ids:
        for key, text in held.get(contact, {}).items():
            found.setdefault(_key(key), text)
    return found


def _key(key: str) -> str:
    """Return what an own field is called in braces; one that is named like a usual one says that it is not."""
    return f"own_{key}" if key in FIELDS else key
