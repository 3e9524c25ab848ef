"""Running measurements and printing them: a table for people, one JSON object a line for programs."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import COUNT, BigWorkspace
from crm_desktop.core.errors import CrmError

Measure = Callable[[BigWorkspace], Iterator[Result]]


def _import(big: BigWorkspace) -> Iterator[Result]:
    yield from big.import_results()


def _cards(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.cards import measure

    return measure(big)


def _cold_start(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.cold_start import measure

    return measure(big)


def _living(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.cold_start import measure_living

    return measure_living(big)


def _filter(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.reading import measure_filter

    return measure_filter(big)


def _filter_by(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.lists import measure_filter

    return measure_filter(big)


def _sort(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.lists import measure_sort

    return measure_sort(big)


def _group(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.lists import measure_group

    return measure_group(big)


def _size(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.size import measure

    return measure(big)


def _scroll(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.scrolling import measure

    return measure(big)


def _change(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.taking_back import measure_change

    return measure_change(big)


def _undo(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.taking_back import measure

    return measure(big)


def _journal(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.years import measure

    return measure(big)


def _reading(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.reading import measure_search

    return measure_search(big)


def _page(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.reading import measure_page

    return measure_page(big)


def _save(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.reading import measure_save

    return measure_save(big)


def _board(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.board import measure

    return measure(big)


def _quote(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.paper import measure_quote

    return measure_quote(big)


def _report(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.paper import measure_report

    return measure_report(big)


def _duplicates(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.duplicates import measure

    return measure(big)


def _encrypted(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.encrypted import measure

    return measure(big)


def _backup(big: BigWorkspace) -> Iterator[Result]:
    from crm_desktop.bench.backup import measure

    return measure(big)


MEASURES: dict[str, Measure] = {
    "quote pdf": _quote,
    "report pdf": _report,
    "board": _board,
    "import": _import,
    "cards": _cards,
    "search": _reading,
    "page": _page,
    "scroll": _scroll,
    "filter": _filter,
    "filter by fields": _filter_by,
    "sort": _sort,
    "group": _group,
    "save": _save,
    "size": _size,
    "duplicates": _duplicates,
    "undo": _undo,
    "change": _change,
    "backup": _backup,
    "journal": _journal,
    "encrypted": _encrypted,
    "cold start": _cold_start,
    "living": _living,
}


def run_bench(names: Sequence[str], *, as_json: bool, people: int = COUNT) -> int:
    """Measure what is named (all without a name), print, and return 1 when a bar is missed. Raises `CrmError`.

    With fewer `people` the figures say nothing; it shows that everything can be measured.
    """
    # A screen would measure the screen.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    chosen = _chosen(names)
    missed = 0
    if not as_json:
        print(f"{'':26}{'ours':>12}{'limit':>12}  {'unit':8}{'ratio':>7}  {'bar':>7}")
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder, BigWorkspace(Path(folder), people) as big:
        for name in chosen:
            for result in MEASURES[name](big):
                missed += not result.ok
                _say(result, as_json)
    return 1 if missed else 0


def _chosen(names: Sequence[str]) -> list[str]:
    if not names:
        return list(MEASURES)
    wanted = [name.lower().replace("-", " ").replace("_", " ") for name in names]
    for name in wanted:
        if not any(one.startswith(name) for one in MEASURES):
            raise CrmError(f"There is no measurement “{name}”.", f"There are {', '.join(MEASURES)}.")
    return [one for one in MEASURES if any(one.startswith(name) for name in wanted)]


def _say(result: Result, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        bar = f"{'≥' if result.at_least else '≤'} {result.bar:g}"
        mark = "" if result.ok else "  missed"
        print(
            f"{result.name:26}{result.ours:>12,.2f}{result.limit:>12,.2f}  {result.unit:8}{result.ratio:>7.2f}"
            f"  {bar:>7}{mark}"
        )
    sys.stdout.flush()
