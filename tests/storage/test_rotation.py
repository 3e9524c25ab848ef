"""Backups are kept by days, weeks and months, and nothing but a backup of this workspace is ever removed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.storage.backup_names import (
    DAYS,
    MONTHS,
    SAFETY_COPIES,
    WEEKS,
    Copy,
    backup_folder,
    copies_of,
    copy_at,
    free_name,
    superfluous,
    tidy,
)

SHOP = Path("/firm/shop.crm")
_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)).map(lambda one: one.replace(microsecond=0))
_REASONS = st.sampled_from(["", "", "", "import", "update", "encryption"])


def _copies(moments: list[datetime], reasons: list[str] | None = None) -> list[Copy]:
    reasons = reasons or [""] * len(moments)
    found: list[Copy] = []
    for moment, reason in zip(moments, reasons, strict=True):
        before = f" before {reason}" if reason else ""
        number = 1 + sum(one.moment == moment and one.reason == reason for one in found)
        again = f" ({number})" if number > 1 else ""
        copy = copy_at(backup_folder(SHOP) / f"shop {moment:%Y-%m-%d %H%M%S}{before}{again}.crm", SHOP)
        assert copy is not None
        found.append(copy)
    return found


@given(st.lists(st.tuples(_MOMENTS, _REASONS), max_size=80))
def test_what_is_kept(made: list[tuple[datetime, str]]) -> None:
    copies = _copies([moment for moment, _ in made], [reason for _, reason in made])
    gone = set(superfluous(copies))
    kept = [copy for copy in copies if copy not in gone]
    regular = [copy for copy in kept if not copy.reason]
    assert len(regular) <= DAYS + WEEKS + MONTHS
    assert sum(bool(copy.reason) for copy in kept) <= SAFETY_COPIES
    if copies:
        newest = max(copies, key=lambda copy: copy.order)
        assert newest not in gone
    # Whatever goes, a later one of its day is there, or it is older than all the days that are kept.
    for copy in gone:
        if not copy.reason:
            later = [one for one in regular if one.order > copy.order]
            assert later, "the newest of all went"
    assert superfluous(kept) == [], "what was kept once is not removed by looking again"


@given(st.lists(_MOMENTS, min_size=1, max_size=60), _MOMENTS)
def test_a_new_backup_removes_no_more_than_looking_at_all_of_them_would(
    moments: list[datetime], later: datetime
) -> None:
    copies = _copies(moments)
    newest = _copies([max(*moments, later) + timedelta(seconds=1)])
    gone = set(superfluous(copies))
    step_by_step = [copy for copy in (*(one for one in copies if one not in gone), *newest)]
    at_once = [*copies, *newest]
    left = set(step_by_step) - set(superfluous(step_by_step))
    assert left == set(at_once) - set(superfluous(at_once))


def test_a_year_of_days_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    kept: list[Copy] = []
    for day in range(400):
        kept += _copies([datetime(2025, 1, 1, 18) + timedelta(days=day)])
        gone = set(superfluous(kept))
        kept = [copy for copy in kept if copy not in gone]
    days = sorted((copy.moment.date() for copy in kept), reverse=True)
    last = date(2025, 1, 1) + timedelta(days=399)
    assert days[:7] == [last - timedelta(days=back) for back in range(7)]
    assert len({day.isocalendar()[:2] for day in days}) >= WEEKS
    months = sorted({(day.year, day.month) for day in days}, reverse=True)
    assert len(months) == MONTHS
    assert all((a[0] * 12 + a[1]) - (b[0] * 12 + b[1]) == 1 for a, b in pairwise(months))
    assert len(kept) <= DAYS + WEEKS + MONTHS


@pytest.mark.parametrize(
    "name",
    [
        "shop before summer.crm", "shop 2026-01-02.crm", "shop 2026-13-02 030405.crm", "other 2026-01-02 030405.crm",
        "shop 2026-01-02 030405.crm.bak", "shop 2026-01-02 030405 Before Import.crm", "my shop 2026-01-02 030405.crm",
        "shop 2026-01-02 030405 before import and more.crm", "shop 2 2026-01-02 030405.crm",
    ],
)  # fmt: skip
def test_what_is_called_otherwise_is_not_ours(name: str) -> None:
    assert copy_at(backup_folder(SHOP) / name, SHOP) is None


def test_a_name_with_the_letters_of_a_pattern_is_only_itself() -> None:
    odd = Path("/firm/s.*(op).crm")
    assert copy_at(free_name(odd, datetime(2026, 1, 2, 3, 4, 5), "import"), odd) is not None
    assert copy_at(Path("/firm/x/sxxop 2026-01-02 030405.crm"), odd) is None


def test_only_superfluous_backups_of_this_workspace_are_removed(tmp_path: Path) -> None:
    shop = tmp_path / "shop.crm"
    folder = backup_folder(shop)
    folder.mkdir()
    days = [datetime(2026, 1, 1, 9) + timedelta(days=day) for day in range(28)]
    ours = [free_name(shop, day) for day in days]
    foreign = [folder / name for name in ("shop before summer.crm", "bakery 2026-01-01 090000.crm", "notes.txt")]
    left = [folder / "shop 2026-01-05 090000.crm.unfinished", folder / "shop 2026-01-05 090000.crm.unfinished-wal"]
    kept_by_others = folder / "letter.crm.unfinished"
    (folder / "shop 2020-01-01 000000.crm").symlink_to(tmp_path / "elsewhere")
    for path in (*ours, *foreign, *left, kept_by_others):
        path.write_bytes(b"x")
    gone = tidy(shop, ours[0])
    assert ours[0].exists(), "the one just made stays, even when the clock was set back"
    assert ours[-1].exists()
    assert all(path.exists() for path in (*foreign, kept_by_others))
    assert not any(path.exists() for path in left)
    assert (folder / "shop 2020-01-01 000000.crm").is_symlink()
    assert set(gone) == {path for path in ours if not path.exists()}
    assert len(copies_of(shop)) == len(ours) - len(gone)
