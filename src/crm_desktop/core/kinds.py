"""The kinds of record a firm keeps, and the choices that their fields offer (stored key → shown word)."""

from __future__ import annotations

from typing import Final

Choices = tuple[tuple[str, str], ...]

KINDS: Final[Choices] = (
    ("contact", "Contact"),
    ("lead", "Lead"),
    ("deal", "Deal"),
    ("product", "Product"),
    ("activity", "Activity"),
    ("task", "Task"),
    ("event", "Event"),
    ("quote", "Quote"),
    ("case", "Case"),
)
CONTACT_KINDS: Final[Choices] = (("person", "Person"), ("company", "Company"))
LIFECYCLES: Final[Choices] = (
    ("lead", "Lead"),
    ("prospect", "Prospect"),
    ("customer", "Customer"),
    ("lost", "Lost"),
    ("former", "Former"),
)
CUSTOMER_TYPES: Final[Choices] = (
    ("retail", "Retail"),
    ("commercial", "Commercial"),
    ("wholesale", "Wholesale"),
    ("industrial", "Industrial"),
    ("government", "Government"),
)
MEDIA: Final[Choices] = (
    ("phone", "Phone"),
    ("email", "Email"),
    ("web", "Web"),
    ("messaging", "Messaging"),
    ("social", "Social"),
)
ACTIVITY_KINDS: Final[Choices] = (
    ("call", "Call"),
    ("email", "Email"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("message", "Message"),
    ("note", "Note"),
)
CALL_OUTCOMES: Final[Choices] = (
    ("talked", "Talked"),
    ("no_answer", "No answer"),
    ("left_message", "Left message"),
    ("wrong_number", "Wrong number"),
)
TASK_KINDS: Final[Choices] = (
    ("todo", "To do"),
    ("call", "Call"),
    ("email", "Email"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
)
TASK_STATUSES: Final[Choices] = (("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled"))
EVENT_KINDS: Final[Choices] = (
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("call", "Call"),
    ("delivery", "Delivery"),
    ("other", "Other"),
)
PRIORITIES: Final[Choices] = (("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent"))
STAGE_KINDS: Final[Choices] = (("open", "Open"), ("won", "Won"), ("lost", "Lost"))
LEAD_STATUSES: Final[Choices] = (
    ("new", "New"),
    ("contacted", "Contacted"),
    ("qualified", "Qualified"),
    ("not_now", "Not now"),
)
LEAD_SOURCES: Final = (
    "Website", "Recommended", "Walked in", "Phone", "Email", "Trade fair", "Campaign", "Social media",
)  # fmt: skip
"""Where leads usually come from; any other word is as good."""
NOT_NOW_REASONS: Final[Choices] = (
    ("timing", "Timing"),
    ("budget", "Budget"),
    ("no_need", "No need"),
    ("no_answer", "No answer"),
    ("other", "Other"),
)
LOST_REASONS: Final[Choices] = (
    ("price", "Price"),
    ("timing", "Timing"),
    ("competitor", "Competitor"),
    ("no_answer", "No answer"),
    ("other", "Other"),
)
QUOTE_STATUSES: Final[Choices] = (
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("superseded", "Superseded"),
)
CASE_STATUSES: Final[Choices] = (
    ("new", "New"),
    ("open", "Open"),
    ("waiting_customer", "Waiting for customer"),
    ("waiting_supplier", "Waiting for supplier"),
    ("solved", "Solved"),
    ("closed", "Closed"),
)
CASE_KINDS: Final[Choices] = (
    ("question", "Question"),
    ("incident", "Incident"),
    ("problem", "Problem"),
    ("complaint", "Complaint"),
    ("return", "Return"),
    ("warranty", "Warranty"),
)
CASE_CHANNELS: Final[Choices] = (
    ("phone", "Phone"),
    ("email", "Email"),
    ("visit", "Visit"),
    ("web", "Web"),
    ("letter", "Letter"),
)


def word(choices: Choices, key: str | None) -> str:
    """Return the shown word of a stored key, or the key itself when it is none of the choices."""
    if key is None:
        return ""
    return dict(choices).get(key, key)
