"""Counting and listing what could be better. Made to be asked off the main thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import today
from crm_desktop.services.quality.finding import Found, find, find_parts, judged_addresses, unreachable
from crm_desktop.services.quality.measures import MEASURES, measure_named
from crm_desktop.services.quality.views import DIMENSIONS, Figure, FigureDay, Measure, ProblemRow, Report, score_of

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

Progress = Callable[[int, int], bool]
_COUNTED = """
    WITH line AS MATERIALIZED (
             SELECT contact_id, max(medium = 'email') AS email, max(medium = 'phone') AS phone,
                    max(medium <> 'web' AND invalid = 0 AND opted_out_at IS NULL AND normalised <> '') AS usable
               FROM channel GROUP BY +contact_id),
         place AS MATERIALIZED (
             SELECT contact_id, max(street <> '' AND (city <> '' OR postcode <> '')) AS usable
               FROM address GROUP BY +contact_id)
    SELECT count(*), count(*) FILTER (WHERE kind = 'person'), count(*) FILTER (WHERE kind = 'company'),
           count(*) FILTER (WHERE email), count(*) FILTER (WHERE phone), count(place.contact_id),
           count(*) FILTER (WHERE kind = 'person' AND (name = '' OR instr(name, '@') > 0)),
           count(*) FILTER (WHERE kind = 'person' AND coalesce(email, 0) = 0),
           count(*) FILTER (WHERE kind = 'person' AND coalesce(phone, 0) = 0),
           count(*) FILTER (WHERE owner_id IS NULL), count(*) FILTER (WHERE source = ''),
           json_group_array(contact.id) FILTER (WHERE NOT coalesce(line.usable, 0) AND NOT coalesce(place.usable, 0))
      FROM contact LEFT JOIN line ON line.contact_id = contact.id LEFT JOIN place ON place.contact_id = contact.id
     WHERE deleted_at IS NULL
"""
"""Totals, then what the filters of five lists count, in one look: the filters each look at every channel.
Last come those who have nothing usable of their own."""
_TOTALS = ("contact", "person", "company", "email", "phone", "address")
_AT_ONCE = ("person_without_name", "person_without_email", "person_without_phone", "without_owner", "without_source")
_OPEN_DEALS = (
    "SELECT count(*) FROM deal JOIN stage ON stage.id = deal.stage_id "
    "WHERE stage.kind = 'open' AND deal.deleted_at IS NULL"
)
_CONTACTS = """
    SELECT c.id, c.kind, c.name, coalesce(
               (SELECT firm.name FROM affiliation f JOIN contact firm ON firm.id = f.company_id
                 WHERE f.person_id = c.id AND f.ended_on IS NULL ORDER BY f.is_primary DESC, f.id LIMIT 1), ''),
           coalesce((SELECT h.value FROM channel h WHERE h.contact_id = c.id AND h.medium IN ('email', 'phone')
                      ORDER BY h.invalid, h.medium, h.is_primary DESC, h.position LIMIT 1), ''),
           coalesce((SELECT t.title FROM task t WHERE (t.person_id = c.id OR t.company_id = c.id)
                        AND t.status = 'open' AND t.deleted_at IS NULL ORDER BY t.due_on IS NULL, t.due_on LIMIT 1), '')
      FROM json_each(?) j JOIN contact c ON c.id = j.value ORDER BY j.key
"""
_DEALS = """
    SELECT d.id, 'deal', d.title, coalesce(k.name, p.name, ''), g.name,
           coalesce((SELECT t.title FROM task t WHERE t.deal_id = d.id AND t.status = 'open' AND t.deleted_at IS NULL
                      ORDER BY t.due_on IS NULL, t.due_on LIMIT 1), '')
      FROM json_each(?) j JOIN deal d ON d.id = j.value JOIN stage g ON g.id = d.stage_id
      LEFT JOIN contact k ON k.id = d.company_id LEFT JOIN contact p ON p.id = d.person_id ORDER BY j.key
"""
_DAYS = "SELECT day, measure, good, total FROM quality_figure WHERE day >= ? ORDER BY day"


class QualityQueries:
    """How complete, valid, unique, consistent and timely the records are."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def report(self, progress: Progress | None = None) -> Report | None:
        """Count every measure; None when `progress` said stop."""
        tell = progress or _go_on
        if not tell(0, len(MEASURES)):
            return None
        counted = self._database.rows(_COUNTED)[0]
        totals = dict(zip(_TOTALS, counted, strict=False)) | {"deal": self._database.value(_OPEN_DEALS)}
        known = dict(zip(_AT_ONCE, counted[len(_TOTALS) :], strict=False))
        known["unreachable"] = len(unreachable(self._services, counted[-1]))
        if not tell(len(known), len(MEASURES)):
            return None
        for key, found in judged_addresses(self._services).items():
            known[key] = len({one.record_id for one in found})
        figures = []
        for number, measure in enumerate(MEASURES):
            if not tell(number, len(MEASURES)):
                return None
            bad = known[measure.key] if measure.key in known else self._count(measure)
            figures.append(Figure(measure, bad, max(totals[measure.of], bad)))
        return Report(today(self._services.clock), tuple(figures))

    def _count(self, measure: Measure) -> int:
        if measure.where:
            return self._services.records.count(measure.kind, measure.where)
        return len(find(self._services, measure.key))

    def ids(self, key: str) -> list[str]:
        """Return the records of a measure, as its list shows them."""
        measure = measure_named(key)
        if not measure.where:
            found = [one.record_id for one in find(self._services, key)]
            if key == "duplicates":  # those that may be one stand together
                return found
            sql = "SELECT c.id FROM json_each(?) j JOIN contact c ON c.id = j.value ORDER BY c.sort_key, c.id"
            return [row[0] for row in self._database.rows(sql, (json.dumps(found),))]
        row_ids = self._services.records.row_ids(measure.kind, measure.where)
        rows = self._database.rows(
            f'SELECT r.id FROM json_each(?) j JOIN "{measure.kind}" r ON r.rowid = j.value ORDER BY j.key',
            (json.dumps(list(row_ids)),),
        )
        return [row[0] for row in rows]

    def parts(self, key: str) -> list[Found]:
        """Return every wrong part of a measure without a filter: the channels, the addresses."""
        return find_parts(self._services, key)

    def rows(self, key: str, ids: Sequence[str]) -> list[ProblemRow]:
        """Return a window of a measure's list: names, what the wrong part says, and the next step."""
        measure = measure_named(key)
        says = self._said(measure, ids)
        found: list[ProblemRow] = []
        for record, kind, name, beside, line, step in self._database.rows(
            _DEALS if measure.kind == "deal" else _CONTACTS, (json.dumps(list(ids)),)
        ):
            detail = [says.get(record, ""), beside, "" if says.get(record) else line]
            found.append(ProblemRow(record, kind, name or line, " · ".join(part for part in detail if part), step))
        return found

    def _said(self, measure: Measure, ids: Sequence[str]) -> dict[str, str]:
        medium = {"email": "email", "phone": "phone"}.get(measure.of)
        wanted = (json.dumps(list(ids)),)
        if measure.of == "address":
            sql = (
                "SELECT d.contact_id, trim(d.postcode || ' ' || d.city || ' ' || d.country) FROM json_each(?) j "
                "JOIN address d ON d.contact_id = j.value ORDER BY d.position DESC"
            )
            return {row[0]: row[1] for row in self._database.rows(sql, wanted)}
        if medium is None and measure.key != "only_invalid":
            return {}
        rule = f"h.medium = '{medium}' AND h.invalid = 0" if medium else "h.invalid = 1"
        sql = (
            "SELECT h.contact_id, group_concat(h.value, ', ') FROM json_each(?) j "
            f"JOIN channel h ON h.contact_id = j.value WHERE {rule} GROUP BY h.contact_id"
        )
        return {row[0]: row[1] for row in self._database.rows(sql, wanted)}

    def sources(self) -> list[str]:
        """Return the sources that contacts have, the commonest first."""
        sql = (
            "SELECT source, count(*) FROM contact WHERE source <> '' AND deleted_at IS NULL "
            "GROUP BY source ORDER BY 2 DESC, 1 LIMIT 12"
        )
        return [row[0] for row in self._database.rows(sql)]

    def days(self, last: int = 365) -> list[FigureDay]:
        """Return the dimensions of every day that was counted, oldest first."""
        since = today(self._services.clock) - timedelta(days=last)
        by_day: dict[str, dict[str, list[tuple[int, int]]]] = {}
        known: dict[str, Any] = {one.key: one.dimension for one in MEASURES}
        for day, measure, good, total in self._database.rows(_DAYS, (since.isoformat(),)):
            if measure in known:
                by_day.setdefault(day, {}).setdefault(known[measure], []).append((good, total))
        return [
            FigureDay(date.fromisoformat(day), {one: score_of(parts.get(one, [])) for one in DIMENSIONS})
            for day, parts in by_day.items()
        ]

    def is_due(self) -> bool:
        """Whether nothing was counted today."""
        day = today(self._services.clock).isoformat()
        return self._database.value("SELECT 1 FROM quality_figure WHERE day = ? LIMIT 1", (day,)) is None


def _go_on(_done: int, _total: int) -> bool:
    return True
