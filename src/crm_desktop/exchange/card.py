"""What one vCard says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

TypeNames = tuple[str, ...]
ParamPairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a person's name; several middle names stand in one string."""

    family: str = ""
    given: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""

    def __bool__(self) -> bool:
        """Return whether any part is given."""
        return bool(self.family or self.given or self.additional or self.prefix or self.suffix)

    def spoken(self) -> str:
        """Return the parts in the order in which they are said."""
        parts = (self.prefix, self.given, self.additional, self.family, self.suffix)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """One phone number, e-mail address, web page, language, date or related person.

    `types` are lower case, without `pref`; `preference` is 1 for the preferred one, 0 when nothing is said;
    `params` are the parameters that have no field here; `group` ties an entry to extras of the same group.
    """

    value: str
    types: TypeNames = ()
    label: str = ""
    preference: int = 0
    params: ParamPairs = ()
    group: str = field(default="", compare=False)

    @property
    def preferred(self) -> bool:
        """Return whether this is the entry to use first."""
        return self.preference == 1


@dataclass(frozen=True, slots=True)
class Messaging:
    """A chat address: the service's name, and the handle or URI in it."""

    service: str
    value: str
    types: TypeNames = ()
    label: str = ""
    preference: int = 0
    params: ParamPairs = ()
    group: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `formatted` is the text for the envelope, `label` the owner's word for it."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    po_box: str = ""
    extended: str = ""
    formatted: str = ""
    types: TypeNames = ()
    label: str = ""
    preference: int = 0
    params: ParamPairs = ()
    group: str = field(default="", compare=False)

    @property
    def preferred(self) -> bool:
        """Return whether this is the address to use first."""
        return self.preference == 1


@dataclass(frozen=True, slots=True)
class Organization:
    """A firm and the units inside it, outermost first."""

    name: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: its bytes, or the address where it lies."""

    data: bytes = b""
    media_type: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A property that has no field of its own, its value exactly as it stood in the file."""

    name: str
    value: str
    params: tuple[tuple[str, tuple[str, ...]], ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class CardProblem:
    """Something in the file that could not be used, in a sentence; nothing else is touched by it."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Dates are ISO text and may be partial: `1980-03-09`, `--03-09`, `1980-03`, `---09`."""

    kind: str = "person"
    full_name: str = ""
    name: Name = Name()
    nicknames: tuple[str, ...] = ()
    phonetic: Name = Name()
    orgs: tuple[Organization, ...] = ()
    titles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    phones: tuple[Entry, ...] = ()
    emails: tuple[Entry, ...] = ()
    addresses: tuple[Address, ...] = ()
    urls: tuple[Entry, ...] = ()
    messaging: tuple[Messaging, ...] = ()
    birthday: str = ""
    anniversary: str = ""
    dates: tuple[Entry, ...] = ()
    related: tuple[Entry, ...] = ()
    agents: tuple[Card, ...] = ()
    notes: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    categories: tuple[str, ...] = ()
    uid: str = ""
    revised: str = ""
    gender: str = ""
    geo: tuple[float, float] | None = None
    time_zone: str = ""
    languages: tuple[Entry, ...] = ()
    sort_as: str = ""
    extras: tuple[Extra, ...] = ()
    version: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    problems: tuple[CardProblem, ...] = field(default=(), compare=False)

    @property
    def org(self) -> Organization | None:
        """Return the first firm named on the card."""
        return self.orgs[0] if self.orgs else None

    @property
    def title(self) -> str:
        """Return the first job title."""
        return self.titles[0] if self.titles else ""

    @property
    def role(self) -> str:
        """Return the first role or profession."""
        return self.roles[0] if self.roles else ""

    @property
    def display_name(self) -> str:
        """Return the best name to show: as written, from its parts, the firm, an e-mail address, a number."""
        if self.full_name:
            return self.full_name
        if self.name:
            return self.name.spoken()
        if self.orgs and self.orgs[0].name:
            return self.orgs[0].name
        if self.nicknames:
            return self.nicknames[0]
        for entry in (*self.emails, *self.phones, *self.urls):
            return entry.value
        return ""
