"""Which records: the one filter expression of lists, saved views, reports and the command line.

`parse` reads what a person typed, `format` prints it back (`parse(format(e)) == e`), `check` says what is
wrong with it for a kind of record, `describe` says it in a sentence. `services/filter_sql.py` runs it.
"""

from __future__ import annotations

from crm_desktop.core.expressions import (
    And,
    Comparison,
    Day,
    Expression,
    FilterError,
    Not,
    Number,
    Operator,
    Or,
    Period,
    PeriodKind,
    Text,
    Unit,
    Value,
)
from crm_desktop.core.filter_check import OPERATORS, check, comparisons
from crm_desktop.core.filter_text import format, format_value, parse
from crm_desktop.core.filter_words import describe

__all__ = [
    "OPERATORS",
    "And",
    "Comparison",
    "Day",
    "Expression",
    "FilterError",
    "Not",
    "Number",
    "Operator",
    "Or",
    "Period",
    "PeriodKind",
    "Text",
    "Unit",
    "Value",
    "check",
    "comparisons",
    "describe",
    "format",
    "format_value",
    "parse",
]
