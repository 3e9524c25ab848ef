"""What the pipeline shows and what a person fills in: frozen values, amounts in minor units unless said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.services.calendar.views import NextStep


@dataclass(frozen=True, slots=True)
class StageRow:
    """A step of a pipeline; `probability` in percent, `stale_days` None when deals never go stale here."""

    id: str
    pipeline_id: str
    name: str
    position: int
    kind: str
    probability: int
    stale_days: int | None
    meaning: str
    deals: int = 0


@dataclass(frozen=True, slots=True)
class StageDraft:
    """A stage as it stands in the editor; without an id it is new."""

    name: str
    kind: str = "open"
    probability: int = 0
    stale_days: int | None = None
    meaning: str = ""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline with its stages in order."""

    id: str
    name: str
    stages: tuple[StageRow, ...]

    def stage(self, stage_id: str) -> StageRow | None:
        """Return one of its stages."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)


class Amount(NamedTuple):
    """Minor units of one currency."""

    currency: str
    minor: int


Amounts = tuple[Amount, ...]
"""One amount per currency, the workspace's first; different currencies are never added up."""


@dataclass(frozen=True, slots=True)
class DealCard:
    """One deal on the board. `days` is how long it has been in its stage; `late` that this is too long.

    `contact_id` is whom to call about it: the person, or the company where there is none.
    """

    id: str
    title: str
    customer: str
    contact_id: str | None
    stage_id: str
    amount: int | None
    currency: str
    probability: int
    days: int
    late: bool
    owner: str
    next_step: NextStep
    expected_close: date | None


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One stage on the board with what its cards come to; `share` is how far along the way it is."""

    key: str
    title: str
    kind: str
    count: int
    amounts: Amounts
    weighted: Amounts
    share: float
    probability: int
    stale_days: int | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Board:
    """A pipeline with its open deals and those won lately; `open`, `weighted` and the counts are of open deals."""

    pipeline_id: str
    columns: tuple[BoardColumn, ...]
    cards: dict[str, list[DealCard]]
    open: Amounts
    weighted: Amounts
    open_count: int
    without_next_step: int


@dataclass(frozen=True, slots=True)
class DealLineDraft:
    """A product, or anything, and how much of it; without an id it is new."""

    text: str
    quantity: Decimal
    unit_price: Decimal
    product_id: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class DealLine:
    """A line of a deal; `amount` in minor units of the deal's currency."""

    id: str
    product_id: str | None
    text: str
    quantity: Decimal
    unit_price: Decimal
    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class DealDraft:
    """A deal as it is filled in. `amount` is a decimal in `currency`; with lines it follows from them.

    Without an id it is new and what is left out is chosen: first pipeline, first open stage, the
    workspace's currency, whoever works here. `probability` None means the stage's; `tags` None leaves them.
    """

    title: str = ""
    person_id: str | None = None
    company_id: str | None = None
    pipeline_id: str | None = None
    stage_id: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    probability: int | None = None
    expected_close: date | None = None
    source: str = ""
    competitors: str = ""
    notes: str = ""
    owner_id: str | None = None
    lines: tuple[DealLineDraft, ...] = ()
    tags: tuple[str, ...] | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class DealDetail:
    """Everything the open deal shows. `hand_set` tells that its probability is not the stage's."""

    id: str
    title: str
    person_id: str | None
    person: str
    company_id: str | None
    company: str
    pipeline: PipelineRow
    stage_id: str
    amount: int | None
    currency: str
    probability: int
    hand_set: bool
    expected_close: date | None
    source: str
    competitors: str
    notes: str
    lost_reason: str
    lost_note: str
    in_stage_since: datetime
    created_at: datetime
    owner_id: str | None
    owner: str
    days: int
    late: bool
    lines: tuple[DealLine, ...]
    next_step: NextStep
    quotes: int
    deleted: bool

    @property
    def contact_id(self) -> str | None:
        """Whom to call about it: the person, or the company where there is none."""
        return self.person_id or self.company_id

    @property
    def customer(self) -> str:
        """The name of the company, or of the person where there is none."""
        return self.company or self.person

    @property
    def stage(self) -> StageRow:
        """The stage it is in (a stage in the Bin cannot hold deals)."""
        found = self.pipeline.stage(self.stage_id)
        assert found is not None
        return found


class DealPick(NamedTuple):
    """A deal to choose from."""

    id: str
    title: str
    customer: str
    stage: str


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """The open deals expected to close in one month.

    `month` is its first day, None for deals without a date; `overdue` gathers the months gone by.
    `bands` are the sums by probability, as `FORECAST_BANDS` cuts it.
    """

    month: date | None
    overdue: bool
    count: int
    bands: tuple[Amounts, ...]
    total: Amounts
    weighted: Amounts


FORECAST_BANDS: tuple[tuple[int, int], ...] = ((0, 24), (25, 49), (50, 74), (75, 99))
"""Probability in percent, from and to."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Open deals by month and probability."""

    rows: tuple[ForecastRow, ...]
    total: Amounts = ()
    weighted: Amounts = ()
    count: int = 0
