"""The next step of a kind of record as fields of its lists."""

from __future__ import annotations

from crm_desktop.core.fields import Field, FieldType
from crm_desktop.core.kinds import TASK_KINDS
from crm_desktop.services.calendar.next_step import every_next_step, next_due_sql, next_step_id_sql


def next_step_fields(table: str, column: str) -> tuple[Field, ...]:
    """Return what the next step is, its day, its minute and its kind; `column` of a task names the record."""
    first = next_step_id_sql(table, column)
    due = next_due_sql(table, column)

    def derived(key: str, label: str, kind: FieldType, value: str, choices: tuple[tuple[str, str], ...] = ()) -> Field:
        sql = due if value == "due_on" else f"(SELECT {value} FROM task WHERE id = {first})"
        return Field(key, label, kind, sql, choices, False, False, every=every_next_step(column, value))

    return (
        derived("next_step", "Next step", FieldType.TEXT, "title"),
        derived("next_step_on", "Next step on", FieldType.DATE, "due_on"),
        derived("next_step_at", "Next step at", FieldType.MOMENT, "due_at"),
        derived("next_step_kind", "Next step is", FieldType.CHOICE, "kind", TASK_KINDS),
    )
