"""The page's words for each measure: what it is, why it matters, and what its button does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crm_desktop.services.quality.views import Measure


def tr(text: str) -> str:
    """Return a text in the person's language."""
    return QCoreApplication.translate("Quality", text)


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure in words; `fix` stands on the button, empty where there is none."""

    title: str
    text: str
    fix: str


def dimension_words(dimension: str) -> tuple[str, str]:
    """Return the name of a dimension, and what it asks."""
    return {
        "completeness": (tr("Completeness"), tr("Is everything there?")),
        "validity": (tr("Validity"), tr("Can it be right?")),
        "uniqueness": (tr("Uniqueness"), tr("Is everybody there once?")),
        "consistency": (tr("Consistency"), tr("Does it fit together?")),
        "timeliness": (tr("Timeliness"), tr("Is it of today?")),
    }[dimension]


def measure_words(measure: Measure) -> MeasureWords:
    """Return a measure in words."""
    title, text = _texts()[measure.key]
    fixes = {
        "": "",
        "mark_invalid": tr("Mark as invalid"),
        "follow_up": tr("Plan it for tomorrow"),
        "assign": tr("Give them an owner"),
        "set_source": tr("Set the source"),
        "fill_country": tr("Fill in our country"),
        "tidy_postcode": tr("Tidy the postcodes"),
        "link_company": tr("Link to the company"),
        "name_from_email": tr("Take the name from the email"),
        "duplicates": tr("Look for duplicates"),
    }
    return MeasureWords(title, text, fixes[measure.fix])


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "person_without_name": (
            tr("People without a name"), tr("They have an email address where a name should be, or nothing at all.")
        ),
        "person_without_email": (
            tr("People without an email address"), tr("Ask the next time you speak: it is planned as a step.")
        ),
        "person_without_phone": (
            tr("People without a phone number"), tr("Ask the next time you speak: it is planned as a step.")
        ),
        "without_owner": (tr("Contacts nobody owns"), tr("What belongs to nobody is looked after by nobody.")),
        "without_source": (
            tr("Contacts without a source"), tr("Without it you cannot see what brings customers.")
        ),
        "company_without_people": (tr("Companies without people"), tr("There is nobody to talk to at these.")),
        "deal_without_amount": (tr("Open deals without a value"), tr("They are missing in every forecast.")),
        "deal_without_close": (
            tr("Open deals without a date to close"), tr("They are missing in the forecast of every month.")
        ),
        "deal_without_step": (
            tr("Open deals without a next step"), tr("A deal without a next step is decided by somebody else.")
        ),
        "unreachable": (
            tr("Contacts nobody can reach"),
            tr("They have no working phone, email or address, and nor has their company."),
        ),
        "email_malformed": (
            tr("Emails that cannot be right"),
            tr("No mail will ever arrive there. Marked as invalid they are no longer used."),
        ),
        "phone_impossible": (
            tr("Phones that cannot be called"),
            tr("They are too short, too long or no numbers. Marked as invalid they are no longer used."),
        ),
        "only_invalid": (
            tr("Contacts whose line stopped working"),
            tr("What they gave you bounced or was marked as invalid, and there is no other."),
        ),
        "duplicates": (
            tr("Contacts that may be duplicates"),
            tr("They share an email address or a number, or were found when you last looked for duplicates."),
        ),
        "postcode_untidy": (
            tr("Untidy postcodes"), tr("The button writes them in the usual form.")
        ),
        "postcode_wrong": (
            tr("Postcodes that do not fit the country"), tr("Either the postcode or the country is wrong.")
        ),
        "country_missing": (
            tr("Addresses without a country"),
            tr("The button fills in your own country where the postcode is one of its own."),
        ),
        "country_unknown": (tr("Countries nobody knows"), tr("What stands there is the name of no country.")),
        "company_by_domain": (
            tr("People without their company"),
            tr("Their address ends as that of exactly one company here, and they belong to none."),
        ),
        "stale": (
            tr("Contacts not heard of for 12 months"), tr("Get in touch, or let them go.")
        ),
        "keep_in_touch_late": (
            tr("Contacts you are late with"), tr("You meant to be in touch more often with these.")
        ),
        "deal_overdue": (
            tr("Open deals past their date"), tr("Ask, and give them a new date or close them.")
        ),
    }  # fmt: skip
