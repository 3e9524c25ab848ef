"""A list on paper: the columns that it shows, every value in the words of the firm's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import today
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.custom_fields.printed import PaperWords

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_FIGURES = frozenset((FieldType.NUMBER, FieldType.MONEY))
_MOST_UPRIGHT = 5
"""More columns lie on their side."""
_LONGEST = 200


def list_pdf(services: Services, title: str, fields: Sequence[Field], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return records as a printed list, with the day below its title."""
    from crm_desktop.documents.report_paper import ReportColumn, ReportPaper
    from crm_desktop.documents.report_render import render_report
    from crm_desktop.services.quotes.paper import page_size_of
    from crm_desktop.services.quotes.parties import language_tag

    business = services.workspace.business()
    tag = language_tag(business.language, business.country)
    words = PaperWords(tag)
    paper = ReportPaper(
        title=title,
        business=business.name,
        period=words.day(today(services.clock)),
        columns=tuple(ReportColumn(one.label, "right" if one.type in _FIGURES else "left") for one in fields),
        rows=_written(fields, rows, words, services.clock.zone),
        landscape=len(fields) > _MOST_UPRIGHT,
        language=tag,
        page_size=page_size_of(business.country),
    )
    return render_report(paper)


def _written(
    fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], words: PaperWords, zone: tzinfo
) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(one, row[one.key], words, zone) for one in fields]


def _text(field: Field, value: Any, words: PaperWords, zone: tzinfo) -> str:
    if value is None or value == "":
        return ""
    match field.type:
        case FieldType.DATE:
            return words.day(date.fromisoformat(value))
        case FieldType.MOMENT:
            return words.moment(datetime.fromisoformat(value).astimezone(zone))
        case FieldType.NUMBER | FieldType.MONEY:
            number = Decimal(value)
            return words.number(number, max(0, -int(number.as_tuple().exponent)))
        case FieldType.YES_NO:
            return words.yes_no(bool(value))
        case FieldType.CHOICE:
            return str(field.choice_label(value))
        case FieldType.TAGS:
            return ", ".join(value)
        case _:
            return " ".join(str(value)[:_LONGEST].split())
