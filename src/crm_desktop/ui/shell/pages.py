"""The pages of the window, in the order of the rail; each is imported when it is first visited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crm_desktop.ui.pane.pane import Pane, PaneContext

CONTEXT: Final = "Pages"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this name; Qt's own is declared to return any object."""
    return text


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: what the rail shows, the keys that lead there (`letter` after G), and how it is made.

    `kinds` are the kinds of record it shows; `group` is work, money, foot, or "" for a page that is
    reached by a command only.
    """

    key: str
    title: str
    icon: str
    make: Callable[[PaneContext], Pane]
    group: str = ""
    shortcut: str = ""
    letter: str = ""
    kinds: tuple[str, ...] = ()
    new_text: str = ""


def _today(context: PaneContext) -> Pane:
    from crm_desktop.ui.today.pane import TodayPane

    return TodayPane(context)


def _contacts(context: PaneContext) -> Pane:
    from crm_desktop.ui.contacts.pane import ContactsPane

    return ContactsPane(context)


def _leads(context: PaneContext) -> Pane:
    from crm_desktop.ui.leads.pane import LeadsPane

    return LeadsPane(context)


def _pipeline(context: PaneContext) -> Pane:
    from crm_desktop.ui.pipeline.pane import PipelinePane

    return PipelinePane(context)


def _calendar(context: PaneContext) -> Pane:
    from crm_desktop.ui.calendar.pane import CalendarPane

    return CalendarPane(context)


def _cases(context: PaneContext) -> Pane:
    from crm_desktop.ui.cases.pane import CasesPane

    return CasesPane(context)


def _quotes(context: PaneContext) -> Pane:
    from crm_desktop.ui.quotes.pane import QuotesPane

    return QuotesPane(context)


def _products(context: PaneContext) -> Pane:
    from crm_desktop.ui.products.pane import ProductsPane

    return ProductsPane(context)


def _settings(context: PaneContext) -> Pane:
    from crm_desktop.ui.settings.pane import SettingsPane

    return SettingsPane(context)


def _quality(context: PaneContext) -> Pane:
    from crm_desktop.ui.quality.pane import QualityPane

    return QualityPane(context)


def _importing(context: PaneContext) -> Pane:
    from crm_desktop.ui.importing.pane import ImportPane

    return ImportPane(context)


def _duplicates(context: PaneContext) -> Pane:
    from crm_desktop.ui.duplicates.pane import DuplicatesPane

    return DuplicatesPane(context)


PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("today", QT_TRANSLATE_NOOP("Pages", "Today"), "sun", _today, "work", "Ctrl+1", "T"),
    PageSpec(
        "contacts", QT_TRANSLATE_NOOP("Pages", "Contacts"), "users", _contacts, "work", "Ctrl+2", "C",
        ("contact",), QT_TRANSLATE_NOOP("Pages", "New contact"),
    ),
    PageSpec(
        "leads", QT_TRANSLATE_NOOP("Pages", "Leads"), "sprout", _leads, "work", "Ctrl+3", "L",
        ("lead",), QT_TRANSLATE_NOOP("Pages", "New lead"),
    ),
    PageSpec(
        "pipeline", QT_TRANSLATE_NOOP("Pages", "Pipeline"), "square-kanban", _pipeline, "work", "Ctrl+4", "P",
        ("deal",), QT_TRANSLATE_NOOP("Pages", "New deal"),
    ),
    PageSpec(
        "calendar", QT_TRANSLATE_NOOP("Pages", "Calendar"), "calendar-days", _calendar, "work", "Ctrl+5", "K",
        ("task", "event"), QT_TRANSLATE_NOOP("Pages", "New event"),
    ),
    PageSpec(
        "cases", QT_TRANSLATE_NOOP("Pages", "Cases"), "life-buoy", _cases, "work", "Ctrl+6", "S",
        ("case",), QT_TRANSLATE_NOOP("Pages", "New case"),
    ),
    PageSpec(
        "quotes", QT_TRANSLATE_NOOP("Pages", "Quotes"), "receipt-text", _quotes, "money", "Ctrl+7", "I",
        ("quote",), QT_TRANSLATE_NOOP("Pages", "New quote"),
    ),
    PageSpec(
        "products", QT_TRANSLATE_NOOP("Pages", "Products"), "package", _products, "money", "Ctrl+8", "O",
        ("product",), QT_TRANSLATE_NOOP("Pages", "New product"),
    ),
    PageSpec("settings", QT_TRANSLATE_NOOP("Pages", "Settings"), "settings", _settings, "foot", "Ctrl+,"),
    PageSpec("quality", QT_TRANSLATE_NOOP("Pages", "Data quality"), "shield-check", _quality),
    PageSpec("import", QT_TRANSLATE_NOOP("Pages", "Import"), "upload", _importing),
    PageSpec("duplicates", QT_TRANSLATE_NOOP("Pages", "Duplicates"), "git-compare-arrows", _duplicates),
)  # fmt: skip


def page_of(kind: str) -> str:
    """The key of the page that shows records of this kind, empty when none does."""
    return next((page.key for page in PAGES if kind in page.kinds), "")


def page(key: str) -> PageSpec:
    """The page with this key. Raises `KeyError`."""
    for spec in PAGES:
        if spec.key == key:
            return spec
    raise KeyError(key)
