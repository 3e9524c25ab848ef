"""What the Today page shows: frozen values. Money is in minor units of the workspace's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OpenPipelineTile:
    """All open deals: `spark` is their sum at the end of each of the last eight weeks."""

    amount: int
    deals: int
    closing_this_month: int
    spark: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WonTile:
    """Deals won this month so far, last month whole, and the sum of each of the last eight weeks."""

    amount: int
    last_month: int
    spark: tuple[int, ...]

    @property
    def change_percent(self) -> int | None:
        """How much more (or less) than last month, None where last month had nothing."""
        return round(100 * (self.amount - self.last_month) / self.last_month) if self.last_month else None


@dataclass(frozen=True, slots=True)
class QuotesTile:
    """Quotes that wait for an answer, and how many of them end within a week."""

    amount: int
    quotes: int
    ending_soon: int


@dataclass(frozen=True, slots=True)
class CasesTile:
    """Cases that wait for our answer, and when the next reply is due."""

    cases: int
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs the person.

    `group` is late, today or tomorrow; `source` task, event, case or quote. `moment` is None for a thing
    of the whole day. `action` is what the row's button does: log_call, open_quote, reply, open or done,
    and `target_id` what it does it to; `icon` a Lucide name and `tone` the colour of its tile. `about`
    is the deal of a task or what it notes, the place of an event, the title of a quote; `company` where the
    customer works; `number` a case's or quote's.
    """

    group: str
    source: str
    record_id: str
    title: str
    customer: str
    about: str
    day: date
    moment: datetime | None
    icon: str
    tone: str
    action: str
    target_id: str
    contact_id: str | None = None
    company: str = ""
    number: str = ""
    minutes: int = 0
    priority: str = "normal"
    finishable: bool = False

    @property
    def key(self) -> str:
        """What names this need among all that are shown."""
        return f"{self.source}:{self.record_id}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class StageBar:
    """One open stage: the sum and number of its deals."""

    stage_id: str
    name: str
    amount: int
    deals: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """A customer who bought, and was not heard of for `days`; with a `group`, whose rhythm ran out `days` ago.

    `group` is own, or the tag or segment called `group_name` that gives the rhythm.
    """

    contact_id: str
    name: str
    detail: str
    days: int
    group: str = ""
    group_name: str = ""


@dataclass(frozen=True, slots=True)
class StarterStep:
    """One line of the starter list: add_customer, log_call, make_quote, plan_follow_up or back_up."""

    key: str
    done: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Everything above the fold, read in one go."""

    name: str
    now: datetime
    currency: str
    pipeline: OpenPipelineTile
    won: WonTile
    quotes: QuotesTile
    cases: CasesTile
    needs: tuple[Need, ...]
    more_needs: int
    """How many late things there are beyond those in `needs`."""
    this_week: int
    """Open tasks and events from the day after tomorrow until the week's end."""
    next_up: Need | None
    """The next thing after tomorrow: of this week, or where nothing is needed of the next fortnight."""
    stages: tuple[StageBar, ...]
    starter: tuple[StarterStep, ...]
    """Empty once every step is done."""
