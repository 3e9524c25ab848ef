"""What the import page calls things."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.services.importing.plan import ImportCheck, ImportPlan, Outcome
from crm_desktop.ui.theme.tokens import Tone

OUTCOME_TONES: Final[dict[Outcome, Tone]] = {
    Outcome.READY: "success",
    Outcome.UPDATE: "info",
    Outcome.UNCHANGED: "slate",
    Outcome.SKIPPED: "slate",
    Outcome.LOOK: "danger",
}
PAGE_OF_ROWS: Final = {
    "people": "contacts", "companies": "contacts", "leads": "leads", "deals": "pipeline", "products": "products",
    "activities": "contacts", "tasks": "calendar", "events": "calendar", "cases": "cases", "quotes": "quotes",
    "members": "settings", "documents": "contacts",
}  # fmt: skip
"""What the rows are → the page that shows them."""


_WHO: Final = frozenset(("name", "given_name", "family_name", "company", "email", "phone", "website", "messaging"))
"""Fields of which one is enough to make a contact."""


def tr(text: str, count: int = -1) -> str:
    """A sentence of this page in the person's language."""
    return QCoreApplication.translate("importing", text, "", count)


def phone_countries() -> list[tuple[str, str]]:
    """The countries whose way of writing telephone numbers can be chosen, by their names."""
    found: dict[str, str] = {}
    for locale in QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    ):
        code = QLocale.territoryToCode(locale.territory())
        if len(code) == 2 and code not in found:
            found[code] = QLocale.territoryToString(locale.territory())
    return sorted(found.items(), key=lambda one: one[1])


def figure(number: int) -> str:
    """A count as the person's language writes it."""
    return QLocale().toString(number)


def rows_choices() -> list[tuple[str, str]]:
    """What the rows of a file can be."""
    return [
        ("people", tr("People")), ("companies", tr("Companies")), ("leads", tr("Leads")), ("deals", tr("Deals")),
        ("products", tr("Products")), ("activities", tr("Activities")), ("tasks", tr("Tasks")),
        ("events", tr("Events")), ("cases", tr("Cases")), ("quotes", tr("Quotes, a row for each line")),
        ("members", tr("People of the firm")), ("documents", tr("Documents, a file in each row")),
    ]  # fmt: skip


def things(rows: str, count: int) -> str:
    """So many contacts, deals, …."""
    one, many = {
        "people": (tr("1 contact"), tr("{number} contacts")),
        "companies": (tr("1 company"), tr("{number} companies")),
        "deals": (tr("1 deal"), tr("{number} deals")),
        "products": (tr("1 product"), tr("{number} products")),
        "leads": (tr("1 lead"), tr("{number} leads")),
        "activities": (tr("1 activity"), tr("{number} activities")),
        "tasks": (tr("1 task"), tr("{number} tasks")),
        "events": (tr("1 event"), tr("{number} events")),
        "cases": (tr("1 case"), tr("{number} cases")),
        "quotes": (tr("1 quote"), tr("{number} quotes")),
        "members": (tr("1 person of the firm"), tr("{number} people of the firm")),
        "documents": (tr("1 document"), tr("{number} documents")),
    }[rows]
    return one if count == 1 else many.format(number=figure(count))


def page_title(plan: ImportPlan | None) -> str:
    """The head of the page."""
    if plan is None:
        return tr("Import")
    return {
        "people": tr("Import contacts"),
        "companies": tr("Import companies"),
        "deals": tr("Import deals"),
        "products": tr("Import products"),
        "leads": tr("Import leads"),
        "activities": tr("Import activities"),
        "tasks": tr("Import tasks"),
        "events": tr("Import events"),
        "cases": tr("Import cases"),
        "quotes": tr("Import quotes"),
        "members": tr("Import the people of the firm"),
        "documents": tr("Import documents"),
    }[plan.rows]


def file_words(plan: ImportPlan, check: ImportCheck | None) -> str:
    """The file, how long it is, and how it was read."""
    parts = [plan.path.name]
    if check is not None and not plan.is_fixed:
        parts.append(rows_words(len(check.rows)))
    parts.append(", ".join(_reading_words(plan)))
    return " · ".join(parts)


def _reading_words(plan: ImportPlan) -> list[str]:
    """How a file was read, as in “comma separated, UTF-8, dates like 31/12/2024”."""
    source = plan.source
    if source is None or plan.folder:
        return list(plan.words)
    found = plan.words[:1] if source.sheet else plan.words[1:2]
    words = list(found) if source.sheet else [_delimiter_word(source.delimiter), *found]
    if source.decimal_mark is not None:
        words.append(tr("decimal comma") if source.decimal_mark == "," else tr("decimal point"))
    if source.date_order is not None:
        order = {"day": "31/12/2024", "month": "12/31/2024", "iso": "2024-12-31"}[source.date_order]
        words.append(tr("dates like {day}").format(day=order))
    if source.header_row is None:
        words.append(tr("no header"))
    if plan.preset:
        words.append(tr("from {program}").format(program=plan.preset.title()))
    return words


def _delimiter_word(delimiter: str) -> str:
    return {
        ",": tr("comma separated"),
        ";": tr("semicolon separated"),
        "\t": tr("tab separated"),
        "|": tr("bar separated"),
        " ": tr("space separated"),
    }.get(delimiter, tr("separated by “{sign}”").format(sign=delimiter))


def rows_words(count: int) -> str:
    """So many rows."""
    return tr("1 row") if count == 1 else tr("{number} rows").format(number=figure(count))


def outcome_word(outcome: Outcome) -> str:
    """The chip of a row."""
    return {
        Outcome.READY: tr("New"),
        Outcome.UPDATE: tr("Update"),
        Outcome.UNCHANGED: tr("No change"),
        Outcome.SKIPPED: tr("Skipped"),
        Outcome.LOOK: tr("Needs a look"),
    }[outcome]


def outcome_title(outcome: Outcome) -> str:
    """The head of a count."""
    return {
        Outcome.READY: tr("Ready to add"),
        Outcome.UPDATE: tr("Will update"),
        Outcome.UNCHANGED: tr("Unchanged"),
        Outcome.SKIPPED: tr("Skipped"),
        Outcome.LOOK: tr("Need a look"),
    }[outcome]


def outcome_detail(outcome: Outcome, count: int, rows: str) -> str:
    """What a count means, in a few words."""
    if outcome is Outcome.READY:
        return {
            "people": tr("new contacts"),
            "companies": tr("new companies"),
            "deals": tr("new deals"),
            "products": tr("new products"),
            "leads": tr("new leads"),
            "activities": tr("new activities"),
            "tasks": tr("new tasks"),
            "events": tr("new events"),
            "cases": tr("new cases"),
            "quotes": tr("new quotes, all as drafts"),
            "members": tr("new people of the firm"),
            "documents": tr("new documents"),
        }[rows]
    return {
        Outcome.UPDATE: tr("known, and changed"),
        Outcome.UNCHANGED: tr("known, the same"),
        Outcome.SKIPPED: tr("each row says why") if count else tr("nothing left out"),
        Outcome.LOOK: tr("fix here, or import the rest now") if count else tr("nothing to fix"),
    }[outcome]


def import_words(check: ImportCheck, rows: str) -> str:
    """The button that imports: how many now, and how many are kept for later."""
    counts = check.counts
    now, later = counts[Outcome.READY] + counts[Outcome.UPDATE], counts[Outcome.LOOK]
    if not now:
        return tr("Nothing to import")
    if later:
        return tr("Import {now} now, keep {later} for later").format(now=figure(now), later=figure(later))
    return tr("Import {what}").format(what=things(rows, now))


def done_title(rows: str, created: int, updated: int) -> str:
    """What an import did, in one sentence."""
    if created and updated:
        return tr("{what} added, {number} updated").format(what=things(rows, created), number=figure(updated))
    if created:
        return tr("{what} added").format(what=things(rows, created))
    if updated:
        return tr("{what} updated").format(what=things(rows, updated))
    return tr("Nothing new in this file")


def missing_words(rows: str, filled: Collection[str]) -> str:
    """What to do when no column fills a field without which no row can come in; empty when one does."""
    if rows in ("people", "companies") and not _WHO & set(filled):
        return tr("Choose the column that holds the name, an email address or a phone number.")
    if rows == "documents" and "path" not in filled:
        return tr("Choose the column that holds the paths of the files.")
    return ""


def matched_words(fields: Iterable[str]) -> str:
    """How many columns fill a field, how many are kept beside the record, how many are left out."""
    filled = made = kept = left = 0
    for field in fields:
        if field == "+":
            made += 1
        elif field == "":
            kept += 1
        elif field == "-":
            left += 1
        else:
            filled += 1
    parts = [tr("1 column fills a field") if filled == 1 else tr("{n} columns fill a field").format(n=figure(filled))]
    if made:
        parts.append(
            tr("1 becomes a custom field") if made == 1 else tr("{n} become custom fields").format(n=figure(made))
        )
    if kept:
        parts.append(tr("1 is kept as extra") if kept == 1 else tr("{n} are kept as extra").format(n=figure(kept)))
    if left:
        parts.append(tr("1 is left out") if left == 1 else tr("{n} are left out").format(n=figure(left)))
    return ", ".join(parts)
