"""What the measures are called where there is no window: the window has words of its own, in the person's language."""

from __future__ import annotations

from typing import Final

TITLES: Final[dict[str, str]] = {
    "person_without_name": "People without a name",
    "person_without_email": "People without an email address",
    "person_without_phone": "People without a phone number",
    "without_owner": "Contacts nobody owns",
    "without_source": "Contacts without a source",
    "company_without_people": "Companies without people",
    "deal_without_amount": "Open deals without a value",
    "deal_without_close": "Open deals without a date to close",
    "deal_without_step": "Open deals without a next step",
    "unreachable": "Contacts nobody can reach",
    "email_malformed": "Emails that cannot be right",
    "phone_impossible": "Phones that cannot be called",
    "only_invalid": "Contacts whose line stopped working",
    "duplicates": "Contacts that may be duplicates",
    "postcode_untidy": "Untidy postcodes",
    "postcode_wrong": "Postcodes that do not fit the country",
    "country_missing": "Addresses without a country",
    "country_unknown": "Countries nobody knows",
    "company_by_domain": "People without their company",
    "stale": "Contacts not heard of for 12 months",
    "keep_in_touch_late": "Contacts you are late with",
    "deal_overdue": "Open deals past their date",
}
