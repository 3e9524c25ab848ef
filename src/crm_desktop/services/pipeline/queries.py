"""What the pipeline shows, read in a fixed number of statements however many deals there are."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, to_millis, today
from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.expressions import Expression
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, from_scaled
from crm_desktop.services.calendar.next_step import NEXT_STEP_COLUMNS, next_step, next_step_join
from crm_desktop.services.calendar.views import NextStep
from crm_desktop.services.filter_sql import any_case_pattern
from crm_desktop.services.lists.words import words_condition
from crm_desktop.services.pipeline.fields import CUSTOMER_SQL, FIELDS, PROBABILITY_SQL, SOURCE
from crm_desktop.services.pipeline.one_line import DealLineWords, read_deal
from crm_desktop.services.pipeline.sums import Sum
from crm_desktop.services.pipeline.views import (
    FORECAST_BANDS,
    Board,
    BoardColumn,
    DealCard,
    DealDetail,
    DealLine,
    DealLineDraft,
    DealPick,
    Forecast,
    ForecastRow,
    PipelineRow,
    StageRow,
)
from crm_desktop.services.pipeline.writing import lines_amount
from crm_desktop.services.selecting import selection
from crm_desktop.storage.database import Database

WON_SHOWN_DAYS = 30
"""How long a won deal stays on the board; all of them are in the table."""

_DAY_MS = 86_400_000


class PipelineQueries:
    """Reads of pipelines, the board, the table, the forecast and one deal."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def pipelines(self) -> list[PipelineRow]:
        """Return the pipelines in order, with their stages and how many deals each holds."""
        rows = self._database.rows("SELECT id, name FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id")
        stages: dict[str, list[StageRow]] = {}
        for row in self._database.rows(
            "SELECT s.id, s.pipeline_id, s.name, s.position, s.kind, s.probability, s.stale_days, s.meaning, "
            "(SELECT count(*) FROM deal WHERE stage_id = s.id AND deal.deleted_at IS NULL) "
            "FROM stage s WHERE s.deleted_at IS NULL ORDER BY s.position, s.id"
        ):
            stages.setdefault(row[1], []).append(StageRow(*row))
        return [PipelineRow(row[0], row[1], tuple(stages.get(row[0], ()))) for row in rows]

    def board(self, pipeline_id: str, where: Expression | None = None, text: str = "") -> Board:
        """Return the board of a pipeline: open deals, and those won in the last `WON_SHOWN_DAYS` days.

        Only those that a filter selects and that hold the words of `text`.
        """
        home = self._home_currency()
        stages = self._database.rows(
            "SELECT id, name, kind, probability, stale_days, meaning FROM stage "
            "WHERE pipeline_id = ? AND deleted_at IS NULL AND kind <> 'lost' ORDER BY position, id",
            (pipeline_id,),
        )
        condition, values = self._condition(pipeline_id, where, text)
        now = to_millis(self._clock.now())
        cards: dict[str, list[DealCard]] = {row[0]: [] for row in stages}
        sums = {row[0]: Sum() for row in stages}
        kinds = {row[0]: row[2] for row in stages}
        every, without_next_step = Sum(), 0
        for row in self._database.rows(
            f"SELECT deal.id, deal.title, {CUSTOMER_SQL}, coalesce(deal.person_id, deal.company_id), deal.stage_id, "
            f"deal.amount, deal.currency, {PROBABILITY_SQL}, deal.in_stage_since, coalesce(owner.name, ''), "
            f"deal.expected_close, stage.stale_days, {NEXT_STEP_COLUMNS} "
            f"FROM {SOURCE} {next_step_join('deal', 'deal_id')} WHERE {condition} "
            "AND (stage.kind = 'open' OR (stage.kind = 'won' AND deal.closed_at >= :won_since)) "
            "ORDER BY deal.rank, deal.id",
            {**values, "won_since": now - WON_SHOWN_DAYS * _DAY_MS},
        ):
            deal_id, title, customer, contact_id, stage_id, amount, currency, probability, since, owner_name = row[:10]
            step = next_step(row[12:], self._clock)
            days = max(0, (now - since) // _DAY_MS)
            is_open = kinds[stage_id] == "open"
            sums[stage_id].add(amount, currency, probability)
            if is_open:
                every.add(amount, currency, probability)
                without_next_step += step.task_id is None
            cards[stage_id].append(
                DealCard(
                    deal_id, title, customer, contact_id, stage_id, amount, currency, probability, days,
                    is_open and _is_late(days, row[11], step), owner_name, step, _day(row[10]),
                )
            )  # fmt: skip
        open_stages = sum(1 for kind in kinds.values() if kind == "open")
        columns = tuple(
            BoardColumn(
                key,
                name,
                kind,
                sums[key].count,
                sums[key].amounts(home),
                sums[key].weighted(home),
                1.0 if kind == "won" else (number + 1) / (open_stages + 1),
                probability,
                stale,
                meaning,
            )
            for number, (key, name, kind, probability, stale, meaning) in enumerate(stages)
        )
        return Board(
            pipeline_id, columns, cards, every.amounts(home), every.weighted(home), every.count, without_next_step
        )

    def forecast(self, pipeline_id: str, where: Expression | None = None, text: str = "") -> Forecast:
        """Return the open deals by the month they are expected to close in, and by probability."""
        home = self._home_currency()
        this_month = today(self._clock).replace(day=1)
        condition, values = self._condition(pipeline_id, where, text)
        totals: dict[date | None, Sum] = {}
        bands: dict[date | None, list[Sum]] = {}
        every = Sum()
        for expected, amount, currency, probability in self._database.rows(
            f"SELECT deal.expected_close, deal.amount, deal.currency, {PROBABILITY_SQL} FROM {SOURCE} "
            f"WHERE {condition} AND stage.kind = 'open'",
            values,
        ):
            month = date.fromisoformat(expected).replace(day=1) if expected else None
            if month is not None and month < this_month:
                month = date.min
            band = next(number for number, (low, high) in enumerate(FORECAST_BANDS) if low <= probability <= high)
            for one in (
                totals.setdefault(month, Sum()),
                bands.setdefault(month, [Sum() for _ in FORECAST_BANDS])[band],
                every,
            ):
                one.add(amount, currency, probability)
        rows = tuple(
            ForecastRow(
                None if month == date.min else month,
                month == date.min,
                totals[month].count,
                tuple(one.amounts(home) for one in bands[month]),
                totals[month].amounts(home),
                totals[month].weighted(home),
            )
            for month in sorted(totals, key=lambda month: month or date.max)
        )
        return Forecast(rows, every.amounts(home), every.weighted(home), every.count)

    # one deal

    def deal(self, deal_id: str) -> DealDetail:
        """Return everything the open deal shows. Raises `RecordMissing`."""
        row = self._database.row(
            "SELECT deal.id, deal.title, deal.person_id, coalesce(person.name, ''), deal.company_id, "
            "coalesce(company.name, ''), deal.pipeline_id, deal.stage_id, deal.amount, deal.currency, "
            f"{PROBABILITY_SQL}, deal.probability IS NOT NULL, deal.expected_close, deal.source, deal.competitors, "
            "deal.notes, deal.lost_reason, deal.lost_note, deal.in_stage_since, deal.created_at, "
            "deal.owner_id, coalesce(owner.name, ''), stage.kind, stage.stale_days, deal.deleted_at IS NOT NULL, "
            "(SELECT count(*) FROM document q WHERE q.deal_id = deal.id AND q.kind = 'quote' "
            "AND q.deleted_at IS NULL), "
            f"{NEXT_STEP_COLUMNS} FROM {SOURCE} {next_step_join('deal', 'deal_id')} WHERE deal.id = ?",
            (deal_id,),
        )
        if row is None:
            raise RecordMissing("This deal is not there.", "It may have been removed for good.")
        (
            own_id, title, person_id, person, company_id, company, pipeline_id, stage_id, amount, currency, probability,
            hand_set, expected, source, competitors, notes, reason, note, since, created, owner_id, owner,
            stage_kind, stale_days, deleted, quotes,
        ) = row[:26]  # fmt: skip
        step = next_step(row[26:], self._clock)
        days = max(0, (to_millis(self._clock.now()) - since) // _DAY_MS)
        return DealDetail(
            id=own_id,
            title=title,
            person_id=person_id,
            person=person,
            company_id=company_id,
            company=company,
            pipeline=next(one for one in self.pipelines() if one.id == pipeline_id),
            stage_id=stage_id,
            amount=amount,
            currency=currency,
            probability=probability,
            hand_set=bool(hand_set),
            expected_close=_day(expected),
            source=source,
            competitors=competitors,
            notes=notes,
            lost_reason=reason,
            lost_note=note,
            in_stage_since=from_millis(since),
            created_at=from_millis(created),
            owner_id=owner_id,
            owner=owner,
            days=days,
            late=stage_kind == "open" and _is_late(days, stale_days, step),
            lines=self._lines(deal_id, currency),
            next_step=step,
            quotes=quotes,
            deleted=bool(deleted),
        )

    def next_step_of(self, deal_id: str) -> NextStep:
        """Return what is planned next with a deal."""
        row = self._database.row(
            f"SELECT {NEXT_STEP_COLUMNS} FROM deal {next_step_join('deal', 'deal_id')} WHERE deal.id = ?", (deal_id,)
        )
        return next_step(row or (None,) * 5, self._clock)

    def contact_of(self, deal_id: str) -> str | None:
        """Return whom a deal is with: the person, else the company."""
        found = self._database.value("SELECT coalesce(person_id, company_id) FROM deal WHERE id = ?", (deal_id,))
        return None if found is None else str(found)

    def pick(self, text: str, limit: int = 8, customer_id: str | None = None) -> list[DealPick]:
        """Return open deals whose title or customer holds every word of `text`, newest first."""
        values: dict[str, Any] = {"customer": customer_id, "limit": limit}
        condition = "(:customer IS NULL OR :customer IN (deal.person_id, deal.company_id))"
        for number, word in enumerate(text.split()[:12]):
            values[f"word_{number}"] = f"*{any_case_pattern(word)}*"
            condition += f" AND (deal.title GLOB :word_{number} OR {CUSTOMER_SQL} GLOB :word_{number})"
        rows = self._database.rows(
            f"SELECT deal.id, deal.title, {CUSTOMER_SQL}, stage.name FROM {SOURCE} "
            f"WHERE deal.deleted_at IS NULL AND stage.kind = 'open' AND {condition} "
            "ORDER BY deal.created_at DESC, deal.id DESC LIMIT :limit",
            values,
        )
        return [DealPick(*row) for row in rows]

    def understand(self, text: str, pipeline_id: str | None = None, decimal_mark: str = ".") -> DealLineWords:
        """Return what one line of plain words says about a new deal."""
        return read_deal(self._database, self._clock, text, pipeline_id=pipeline_id, decimal_mark=decimal_mark)

    def _lines(self, deal_id: str, currency: str) -> tuple[DealLine, ...]:
        lines: list[DealLine] = []
        for line_id, product_id, text, stored_quantity, stored_price, unit in self._database.rows(
            "SELECT l.id, l.product_id, l.text, l.quantity, l.unit_price, coalesce(p.unit, '') FROM deal_line l "
            "LEFT JOIN product p ON p.id = l.product_id WHERE l.deal_id = ? ORDER BY l.position, l.id",
            (deal_id,),
        ):
            quantity = from_scaled(stored_quantity, QUANTITY_PLACES)
            price = from_scaled(stored_price, PRICE_PLACES)
            amount = lines_amount((DealLineDraft(text, quantity, price),), currency)
            lines.append(DealLine(line_id, product_id, text, quantity, price, unit, amount))
        return tuple(lines)

    def _condition(self, pipeline_id: str, where: Expression | None, text: str) -> tuple[str, dict[str, Any]]:
        condition = "deal.deleted_at IS NULL AND deal.pipeline_id = :pipeline_id"
        values: dict[str, Any] = {"pipeline_id": pipeline_id}
        if where is not None:
            sql, bound = selection(self._database, self._clock, FIELDS, "deal", where)
            condition += f" AND ({sql})"
            values |= bound
        if text.strip():
            condition += f" AND {words_condition('deal', 'deal', text, values)}"
        return condition, values

    def _home_currency(self) -> str:
        stored = self._database.value("SELECT value FROM setting WHERE id = 'business'")
        return str((json.loads(stored) if stored else {}).get("currency") or "EUR")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_late(days: int, stale_days: int | None, step: NextStep) -> bool:
    """Too long in a stage; a step planned for today or later shows that nobody has forgotten it."""
    return stale_days is not None and days > stale_days and step.tone in ("late", "none")
