"""vCard files: `read_vcards` for every version, `write_vcards` for 3.0 and 4.0."""

from crm_desktop.exchange.card import (
    Address,
    Card,
    CardProblem,
    Entry,
    Extra,
    Messaging,
    Name,
    Organization,
    Photo,
)
from crm_desktop.exchange.vcard_reader import VCardFile, iter_vcards, read_vcards
from crm_desktop.exchange.vcard_writer import write_vcards

__all__ = [
    "Address",
    "Card",
    "CardProblem",
    "Entry",
    "Extra",
    "Messaging",
    "Name",
    "Organization",
    "Photo",
    "VCardFile",
    "iter_vcards",
    "read_vcards",
    "write_vcards",
]
