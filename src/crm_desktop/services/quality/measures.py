"""Everything that is measured, declared once."""

from __future__ import annotations

import difflib
from typing import Final

from crm_desktop.core.errors import Refused
from crm_desktop.services.quality.views import Measure

MEASURES: Final[tuple[Measure, ...]] = (
    Measure("person_without_name", "completeness", "contact", "person", "name_from_email",
            'kind = person and (name is empty or name contains "@")'),
    Measure("person_without_email", "completeness", "contact", "person", "follow_up",
            "kind = person and email is empty"),
    Measure("person_without_phone", "completeness", "contact", "person", "follow_up",
            "kind = person and phone is empty"),
    Measure("without_owner", "completeness", "contact", "contact", "assign", "owner is empty"),
    Measure("without_source", "completeness", "contact", "contact", "set_source", "source is empty"),
    Measure("company_without_people", "completeness", "contact", "company", "follow_up"),
    Measure("deal_without_amount", "completeness", "deal", "deal", "follow_up", "status = open and amount is empty"),
    Measure("deal_without_close", "completeness", "deal", "deal", "follow_up",
            "status = open and expected_close is empty"),
    Measure("deal_without_step", "completeness", "deal", "deal", "follow_up", "status = open and next_step is empty"),
    Measure("unreachable", "validity", "contact", "contact", "follow_up"),
    Measure("email_malformed", "validity", "contact", "email", "mark_invalid"),
    Measure("phone_impossible", "validity", "contact", "phone", "mark_invalid"),
    Measure("only_invalid", "validity", "contact", "contact", "follow_up"),
    Measure("duplicates", "uniqueness", "contact", "contact", "duplicates"),
    Measure("postcode_untidy", "consistency", "contact", "address", "tidy_postcode"),
    Measure("postcode_wrong", "consistency", "contact", "address", "follow_up"),
    Measure("country_missing", "consistency", "contact", "address", "fill_country"),
    Measure("country_unknown", "consistency", "contact", "address", "follow_up"),
    Measure("company_by_domain", "consistency", "contact", "person", "link_company"),
    Measure("stale", "timeliness", "contact", "contact", "follow_up",
            "created_at before 12 months ago and (last_contact before 12 months ago or last_contact is empty)"),
    Measure("keep_in_touch_late", "timeliness", "contact", "contact", "follow_up", "in_touch_by before today"),
    Measure("deal_overdue", "timeliness", "deal", "deal", "follow_up", "status = open and expected_close before today"),
)  # fmt: skip


def measure_named(key: str) -> Measure:
    """Return a measure. Raises `Refused` with the nearest one."""
    for one in MEASURES:
        if one.key == key:
            return one
    near = difflib.get_close_matches(key, [one.key for one in MEASURES], n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    raise Refused(f"Nothing called “{key}” is measured.{hint}")
