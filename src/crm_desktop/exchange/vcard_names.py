"""Words that programs write into vCards, and what they mean."""

from __future__ import annotations

from typing import Final

KINDS: Final = {"individual": "person", "org": "company", "organization": "company"}
"""vCard's KIND to ours; other kinds (`group`, `location`) keep their name."""

CHAT_SERVICES: Final = {
    "X-AIM": "AIM",
    "X-ICQ": "ICQ",
    "X-GOOGLE-TALK": "Google Talk",
    "X-GTALK": "GTalk",
    "X-JABBER": "Jabber",
    "X-MSN": "MSN",
    "X-YAHOO": "Yahoo",
    "X-SKYPE": "Skype",
    "X-SKYPE-USERNAME": "Skype",
    "X-QQ": "QQ",
    "X-GADUGADU": "Gadu-Gadu",
    "X-GROUPWISE": "GroupWise",
    "X-MATRIX": "Matrix",
    "X-SIP": "SIP",
}
"""The property that a program uses for a chat address, and the service's name."""

CHAT_PROPERTIES: Final = {service: name for name, service in CHAT_SERVICES.items() if name != "X-SKYPE-USERNAME"}

RELATIONS: Final = {"SPOUSE": "Spouse", "MANAGER": "Manager", "ASSISTANT": "Assistant", "CHILD": "Child"}
"""Last part of `X-SPOUSE`, `X-EVOLUTION-MANAGER`, `X-MS-ASSISTANT` and the like."""

APPLE_LABELS: Final = frozenset(
    (
        *("Anniversary", "Assistant", "AssistantPhone", "Brother", "Child", "Daughter", "Father", "Friend"),
        *("Home", "HomeFAX", "HomePage", "Husband", "Main", "Manager", "Mobile", "Mother", "Other", "Pager"),
        *("Parent", "Partner", "Sister", "Son", "Spouse", "Wife", "Work", "WorkFAX"),
    )
)
"""Labels that address books translate; they stand in a file as `_$!<Spouse>!$_`."""


def label_of(text: str) -> str:
    """Return the word inside Apple's `_$!<word>!$_`, other labels as they are."""
    return text[4:-4] if text.startswith("_$!<") and text.endswith(">!$_") and len(text) > 8 else text


def written_label(label: str) -> str:
    """Return a label as address books write it."""
    return f"_$!<{label}>!$_" if label in APPLE_LABELS else label
