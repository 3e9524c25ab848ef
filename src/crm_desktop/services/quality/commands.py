"""Putting right what was found, each time as one entry, and keeping the figures of a day."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.services.quality.finding import Found
from crm_desktop.services.quality.measures import measure_named
from crm_desktop.services.quality.views import Measure, Report

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_MANY = 100
_WORDS_OF_NAME = re.compile(r"[^\W\d_]+")
_SHORTEST = 2
_NOT_A_NAME: Final = """
info mail office contact kontakt hello hi team sales support admin service billing accounts enquiries bookings noreply
webmaster postmaster press jobs shop orders
"""
STEPS: Final[dict[str, str]] = {
    "person_without_email": "Ask for an email address",
    "person_without_phone": "Ask for a phone number",
    "company_without_people": "Find out whom to talk to",
    "deal_without_amount": "Agree on the value",
    "deal_without_close": "Ask when they want to decide",
    "deal_without_step": "Decide the next step",
    "unreachable": "Find out how to reach them",
    "only_invalid": "Ask for a new phone number or email address",
    "postcode_wrong": "Check the postcode",
    "country_unknown": "Check the country of the address",
    "stale": "Get in touch again",
    "keep_in_touch_late": "Get in touch",
    "deal_overdue": "Ask whether the deal is still on",
}
"""What is planned with the records of a measure."""


class QualityCommands:
    """The one button of every measure. What is fixed is what the list holds now, or the chosen `ids` of it.

    Every method returns what changed; a record that has meanwhile been put right is left alone.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def keep(self, report: Report) -> None:
        """Keep the figures of a day; counted again on the same day, the later count stays."""
        rows = [
            (derived_id("quality", report.day.isoformat(), one.measure.key), one.measure.key, one.good, one.total)
            for one in report.figures
        ]
        self._database.keep_aside(
            "INSERT OR REPLACE INTO quality_figure (id, day, measure, good, total) SELECT j.value ->> 0, ?, "
            "j.value ->> 1, j.value ->> 2, j.value ->> 3 FROM json_each(?) j",
            (report.day.isoformat(), json.dumps(rows)),
        )

    def keep_of_the_day(self) -> bool:
        """Count and keep the figures of today, unless that was done; for when nobody works. Only reads otherwise."""
        if self._database.read_only or not self._services.quality.is_due():
            return False
        report = self._services.quality.report()
        if report is not None:
            self.keep(report)
        return report is not None

    def fix(self, key: str, ids: Sequence[str] | None = None, choice: str = "") -> ChangeSet:
        """Do what the measure's button says. `choice` is an owner's id or a source, where one is asked for."""
        measure = measure_named(key)
        chosen = list(ids) if ids is not None else self._services.quality.ids(key)
        if not chosen:
            raise Refused("There is nothing to put right any more.", "Nothing was changed.")
        match measure.fix:
            case "follow_up":
                return self._plan(measure, chosen)
            case "assign":
                return self._services.list_commands.assign("contact", chosen, choice or self._database.actor or None)
            case "set_source":
                if not choice.strip():
                    raise Refused("Which source is missing.", "Nothing was changed. Choose or write one.")
                return self._services.list_commands.set_field("contact", chosen, "source", choice.strip())
            case "mark_invalid" | "fill_country" | "tidy_postcode" | "link_company":
                wanted = set(chosen)
                parts = [one for one in self._services.quality.parts(key) if one.record_id in wanted]
                return self._put_parts(measure, parts)
            case "name_from_email":
                return self._name(chosen)
            case _:
                raise Refused("This needs to be looked at one by one.", "Nothing was changed.")

    def _plan(self, measure: Measure, ids: Sequence[str]) -> ChangeSet:
        """Plan the measure's step for tomorrow, with those with whom it is not planned yet."""
        from crm_desktop.services.calendar.views import TaskDraft

        title = STEPS[measure.key]
        columns = "deal_id" if measure.kind == "deal" else "person_id, company_id"
        planned = {
            one
            for row in self._database.rows(
                f"SELECT {columns} FROM task WHERE title = ? AND status = 'open' AND deleted_at IS NULL", (title,)
            )
            for one in row
        }
        wanted = [one for one in ids if one not in planned]
        if not wanted:
            raise Refused(f"“{title}” is planned with all of them already.", "Nothing was changed.")
        due = today(self._services.clock) + timedelta(days=1)
        return self._services.list_commands.follow_up(measure.kind, wanted, TaskDraft(title, due_on=due))

    def _put_parts(self, measure: Measure, parts: Sequence[Found]) -> ChangeSet:
        able = [one for one in parts if one.better or measure.fix == "mark_invalid"]
        if not able:
            raise Refused(
                "None of these can be put right without looking at it.", "Nothing was changed. Open them one by one."
            )
        with self._database.write("Put addresses right", bulk=len(able) > _MANY) as work:
            count = len({one.record_id for one in able})
            who = f"{count:,} contacts" if count != 1 else f"“{_name_of(work, able[0].record_id)}”"
            if measure.fix == "mark_invalid":
                work.execute_many("UPDATE channel SET invalid = 1 WHERE id = ?", [(one.part_id,) for one in able])
                what = "email addresses" if measure.of == "email" else "phone numbers"
                work.label = f"Marked {what} of {who} as invalid"
            elif measure.fix == "fill_country":
                _fill(work, "country", able)
                work.label = f"Filled in the country of {who}"
            elif measure.fix == "tidy_postcode":
                _fill(work, "postcode", able)
                work.label = f"Tidied the postcodes of {who}"
            else:
                first = {one.record_id: one.better for one in reversed(able)}
                work.execute_many(
                    "INSERT INTO affiliation (id, person_id, company_id, is_primary) VALUES (?, ?, ?, 1)",
                    [(new_id(), person, company) for person, company in first.items()],
                )
                work.label = f"Linked {who} to their company"
        return work.change

    def _name(self, ids: Sequence[str]) -> ChangeSet:
        """Name people after their e-mail address, where that says a given and a family name."""
        from crm_desktop.services.contacts.names import sort_key

        rows = self._database.rows(
            "SELECT h.contact_id, h.normalised FROM json_each(?) j JOIN channel h ON h.contact_id = j.value "
            "WHERE h.medium = 'email' ORDER BY h.is_primary, h.position DESC",
            (json.dumps(list(ids)),),
        )
        named = {contact: parts for contact, email in rows if (parts := name_in_email(email))}
        if not named:
            raise Refused("Their addresses do not say what they are called.", "Nothing was changed.")
        with self._database.write("Named people", bulk=len(named) > _MANY) as work:
            work.execute_many(
                "UPDATE contact SET name = ?, given_name = ?, family_name = ?, sort_key = ? WHERE id = ?",
                [
                    (f"{given} {family}", given, family, sort_key(f"{given} {family}", given, family), contact)
                    for contact, (given, family) in named.items()
                ],
            )
            people = "1 person" if len(named) == 1 else f"{len(named):,} people"
            work.label = f"Named {people} after their email address"
        return work.change


def name_in_email(email: str) -> tuple[str, str] | None:
    """Return the given and family name that an address says (amelia.okafor@…), None when it says none."""
    words = _WORDS_OF_NAME.findall(email.partition("@")[0].partition("+")[0])
    if len(words) != 2 or any(len(one) < _SHORTEST or one.lower() in _NOT_A_NAME.split() for one in words):
        return None
    return words[0].capitalize(), words[1].capitalize()


def _fill(work: Transaction, column: str, parts: Sequence[Found]) -> None:
    work.execute_many(f"UPDATE address SET {column} = ? WHERE id = ?", [(one.better, one.part_id) for one in parts])


def _name_of(work: Transaction, contact_id: str) -> str:
    return str(work.execute("SELECT name FROM contact WHERE id = ?", (contact_id,))[0][0])
