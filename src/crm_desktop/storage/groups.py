"""Columns that mean something only together: undone, restored and, in time, merged as one.

The mapped classes declare them (`info={"group": …}`); they stand here once more so that undo need not
import the ORM. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MEMBERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "address": {
        "postal": (
            "street",
            "city",
            "region",
            "postcode",
            "country",
        ),
        "coordinates": (
            "latitude",
            "longitude",
        ),
    },
    "channel": {
        "line": (
            "value",
            "normalised",
        ),
        "consent": (
            "consent",
            "consent_at",
            "consent_source",
        ),
    },
    "contact": {
        "name": (
            "name",
            "sort_key",
            "prefix",
            "given_name",
            "additional_name",
            "family_name",
            "suffix",
        ),
    },
    "custom_value": {
        "value": (
            "text",
            "number",
        ),
    },
    "deal": {
        "place": (
            "pipeline_id",
            "stage_id",
            "rank",
        ),
        "value": (
            "amount",
            "currency",
        ),
    },
    "event": {
        "when": (
            "all_day",
            "starts_at",
            "ends_at",
            "starts_on",
            "ends_on",
            "zone",
        ),
    },
    "lead": {
        "name": (
            "name",
            "given_name",
            "family_name",
            "sort_key",
        ),
        "phone": (
            "phone",
            "phone_normalised",
        ),
        "value": (
            "amount",
            "currency",
        ),
        "status": (
            "status",
            "status_reason",
            "ask_again_on",
        ),
        "conversion": (
            "converted_at",
            "person_id",
            "company_id",
            "deal_id",
        ),
    },
    "product": {
        "price": (
            "price",
            "currency",
        ),
    },
    "task": {
        "when": (
            "due_on",
            "due_at",
            "zone",
        ),
    },
}

GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    table: {column: group for group, columns in groups.items() for column in columns}
    for table, groups in _MEMBERS.items()
}
"""table → column → name of its group"""
