"""Who is written to, and what: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crm_desktop.services.postal import PostalAddress

NOWHERE: Final = PostalAddress()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is written to: these contacts, or those that a filter selects; with neither, everybody.

    `households` makes one piece of post for people of one family name at one address. `order` is "postcode" or
    "name".
    """

    ids: tuple[str, ...] = ()
    where: str = ""
    households: bool = True
    order: str = "postcode"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One contact as a piece of post needs it.

    `company` is where a person works, and stands on the address when the address is the company's
    (`at_company`).
    """

    id: str
    kind: str
    name: str
    prefix: str = ""
    given: str = ""
    family: str = ""
    job_title: str = ""
    company: str = ""
    email: str = ""
    language: str = ""
    address: PostalAddress = NOWHERE
    at_company: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """One piece of post: whom it goes to. Several are people of one family at one address."""

    members: tuple[Recipient, ...]

    @property
    def first(self) -> Recipient:
        """The one whose address it is sent to."""
        return self.members[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The contacts that it reaches."""
        return tuple(one.id for one in self.members)


@dataclass(frozen=True, slots=True)
class Mailing:
    """All pieces of post in their order, and who has no address."""

    households: tuple[Household, ...]
    without_address: tuple[Recipient, ...]

    @property
    def people(self) -> int:
        """How many contacts are reached."""
        return sum(len(one.members) for one in self.households)

    @property
    def ids(self) -> tuple[str, ...]:
        """The contacts that are reached."""
        return tuple(contact for one in self.households for contact in one.ids)


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What a letter says; subject and text may hold fields such as {first_name} or {company|your firm}.

    People's own fields of contacts can be named by their key or their label.
    """

    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """On which sheet, how many of its labels are used up, and a line above the address, with fields in braces."""

    sheet: str
    start: int = 0
    line: str = ""
