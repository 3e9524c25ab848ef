"""What every test stands on: no screen, nobody's home, and no warning that goes unseen."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from crm_desktop.core.clock import FixedClock
    from tests.watchdog import Watchdog

pytest_plugins = ("tests.fixtures",)

PROJECT = Path(__file__).resolve().parent.parent
BESIDE_OTHERS = 3
"""How much longer the main thread may be busy where tests run side by side; run alone, a test holds the bar itself."""
PATIENCE_BESIDE_OTHERS_MS = 2_000
"""How long it may wait there: another thread that holds what it waits for may itself have to wait for a core."""
# A busy machine fails no property; `--hypothesis-profile thorough` looks much longer.
settings.register_profile("suite", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile("suite")
PLENTY = 8 << 30
HOME_VARIABLES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
XDG_VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")


def _leave_home() -> tempfile.TemporaryDirectory[str]:
    """Give this process a home of its own before anything, Qt first of all, looks for one."""
    home = tempfile.TemporaryDirectory(prefix="crm-tests-")
    for name in HOME_VARIABLES:
        os.environ[name] = home.name
    for name in XDG_VARIABLES:
        folder = Path(home.name, name.lower())
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)
    # A test that needs a real screen is marked `display` and starts a process of its own.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = "1"
    os.environ["QT_ACCESSIBILITY"] = "1"
    os.environ.pop("QT_STYLE_OVERRIDE", None)
    os.environ.pop("CRM_WORKSPACE", None)
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    return home


def _write_to_memory() -> None:
    """Keep the files of the tests in memory where there is plenty: real files, without waiting for a disk."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > PLENTY:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


_HOME = _leave_home()
_write_to_memory()
_WATCHDOG = pytest.StashKey["Watchdog"]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for by `-m torture`."""
    if "torture" in config.getoption("markexpr"):
        return
    kept = [item for item in items if item.get_closest_marker("torture") is None]
    left_out = [item for item in items if item.get_closest_marker("torture") is not None]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files that other programs wrote; read in place, never changed."""
    named = os.environ.get("CRM_TEST_DATA")
    folder = Path(named) if named else PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the test data is not at {folder}; CRM_TEST_DATA can name another folder")
    return folder


@pytest.fixture
def fixed_clock() -> FixedClock:
    """A clock that stands still on Tuesday 10 November 2026, 9:30 in Berlin."""
    from crm_desktop.core.clock import FixedClock

    return FixedClock(datetime(2026, 11, 10, 8, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def _fail_on_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that lets a WARNING or worse into the log without saying so by `allow_log`."""
    allowed = [re.compile(mark.args[0]) for mark in request.node.iter_markers("allow_log")]
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    try:
        yield
    finally:
        root.removeHandler(collector)
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in collector.records
        if not any(pattern.search(record.getMessage()) for pattern in allowed)
    ]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def watchdog(request: pytest.FixtureRequest, qapp: object) -> Watchdog:
    """The stopwatch of a test marked `watchdog`, to pause it or to ask it."""
    return _watchdog_of(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Run the body of a test marked `watchdog` (not its fixtures) under the stopwatch."""
    if item.get_closest_marker("watchdog") is None:
        return (yield)
    stopwatch = _watchdog_of(item)
    with stopwatch:
        yield
    if stopwatch.stalls:
        pytest.fail(stopwatch.report(), pytrace=False)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Let widgets that were to be deleted go: between two tests no event loop runs that would do it."""
    yield
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _watchdog_of(item: pytest.Item) -> Watchdog:
    from PySide6.QtCore import QCoreApplication

    from tests.watchdog import Watchdog

    if _WATCHDOG not in item.stash:
        mark = item.get_closest_marker("watchdog")
        if mark is None:
            pytest.fail("a test that asks for the watchdog is marked with it", pytrace=False)
        if QCoreApplication.instance() is None:
            pytest.fail("a test under the watchdog also uses qapp or qtbot", pytrace=False)
        watchdog = item.stash[_WATCHDOG] = Watchdog(**mark.kwargs)
        if "PYTEST_XDIST_WORKER" in os.environ:  # another worker shares the cores and their memory
            watchdog.limit_ms *= BESIDE_OTHERS
            watchdog.patience_ms = PATIENCE_BESIDE_OTHERS_MS
    return item.stash[_WATCHDOG]


class _Collector(logging.Handler):
    """Keeps every record of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
