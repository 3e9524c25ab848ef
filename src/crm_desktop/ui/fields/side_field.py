"""One line of a record's side: a name, and a value that a click changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SideAction:
    """What else can be done with a part; `checked` says whether it is so now, None that it is a command."""

    key: str
    words: str
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class SideField:
    """One line of the panel. `key` names a field, or a part as channel:ID, affiliation:ID, relation:ID, new:email.

    `types` (key, words) are what the label of a phone, e-mail or address can be; its own words besides.
    `choices` (key, words) are offered in a menu instead of typing; `shown` is what stands there while
    it is not being changed, `value` what is typed over. `opens` is the contact that the value leads to,
    `hint` stands small below it, and what is `former` is grey.
    """

    key: str
    label: str
    value: str
    shown: str = ""
    is_link: bool = False
    multiline: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""
    types: tuple[tuple[str, str], ...] = ()
    actions: tuple[SideAction, ...] = ()
    opens: str = ""
    hint: str = ""
    former: bool = False
