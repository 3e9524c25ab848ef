"""Changing how a file will be read: fields, values, rules, single cells."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.values import with_phone_country, with_rows, with_values
from crm_desktop.services.services import Services
from crm_desktop.ui.importing.check_step import CheckStep
from crm_desktop.ui.importing.match_step import MatchStep
from crm_desktop.ui.importing.reading_options import KnownOptions
from crm_desktop.ui.pane.operations import Operations

if TYPE_CHECKING:
    from crm_desktop.ui.importing.layout import ImportLayout


class Planning(QObject):
    """Holds the plan of the chosen file and changes it as the steps ask.

    Signals:
        read_otherwise: the file is read in another way, its columns are other ones
        check_wanted: rows or cells were changed, so what would happen is not what was shown
        refused(CrmError): the file cannot be read that way
    """

    read_otherwise = Signal()
    check_wanted = Signal()
    refused = Signal(object)

    def __init__(self, services: Services, operations: Operations, parts: ImportLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.plan: ImportPlan | None = None
        self.locked = False
        """Whether the file is being imported, so that nothing may change."""
        self._services = services
        self._operations = operations
        self._parts = parts

    def watch_match(self, match: MatchStep) -> None:
        """Do what the step of columns asks."""
        match.field_chosen.connect(self._on_field_chosen)
        match.reading.rows_chosen.connect(self._on_rows_chosen)
        match.reading.reading_chosen.connect(self._on_reading_chosen)
        match.reading.values_chosen.connect(self._on_values_chosen)
        self.watch_known(match.known)

    def watch_known(self, known: KnownOptions) -> None:
        """Do what is chosen about who is here already; rows that are checked by now are checked again."""
        known.mode_chosen.connect(self._on_mode_chosen)
        known.match_chosen.connect(self._on_match_chosen)
        known.any_name_chosen.connect(self._on_any_name_chosen)
        known.members_chosen.connect(self._on_members_chosen)

    def watch_check(self, check: CheckStep) -> None:
        """Do what the step of rows asks."""
        check.cell_fixed.connect(self._on_cell_fixed)
        check.rows_left_out.connect(self._on_rows_left_out)
        check.left_out_wanted.connect(self._on_left_out_wanted)
        check.same_people_wanted.connect(self._on_same_people_wanted)
        check.names.meaning_chosen.connect(self._on_meaning_chosen)
        check.names.members_wanted.connect(self._on_members_wanted)

    @Slot(int, str)
    def _on_field_chosen(self, column: int, field: str) -> None:
        if self.plan is None:
            return
        try:
            self.plan = self.plan.with_field(column, field)
        except Refused as refused:
            self._parts.match.refuse(column, self.plan, f"{refused.title} {refused.detail}")
            return
        self._parts.match.update_fields(self.plan)

    @Slot(str)
    def _on_rows_chosen(self, rows: str) -> None:
        if self.plan is not None and rows != self.plan.rows:
            self._replan(partial(with_rows, self._services, self.plan, rows))

    @Slot(str, str)
    def _on_reading_chosen(self, key: str, value: str) -> None:
        if self.plan is None:
            return
        changed: Any = value
        if key == "header_row":
            named = self.plan.source.header_row
            changed = None if value == "none" else named if named is not None else self.plan.source.first_row
        self._replan(partial(self._services.importing.look_again, self.plan, **{key: changed}))

    def _replan(self, call: partial[ImportPlan]) -> None:
        self._operations.read(self, call, self._on_replanned, self._on_replan_failed)

    def _on_replanned(self, plan: ImportPlan) -> None:
        if self.plan is not None and plan.path == self.plan.path and not self.locked:
            self.plan = plan
            self._parts.match.set_plan(plan)
            self.read_otherwise.emit()

    def _on_replan_failed(self, error: CrmError) -> None:
        if self.plan is not None and not self.plan.is_fixed:
            self._parts.match.reading.set_plan(self.plan)
        self.refused.emit(error)

    @Slot(str, str)
    def _on_values_chosen(self, key: str, value: str) -> None:
        if self.plan is not None:
            if key == "phone_country":
                self.plan = with_phone_country(self.plan, value)
            else:
                self.plan = with_values(self.plan, **{key: value})  # type: ignore[arg-type]
            self._parts.match.reading.set_plan(self.plan)
            self.read_otherwise.emit()

    @Slot(str)
    def _on_mode_chosen(self, mode: str) -> None:
        if self.plan is not None:
            self._set_rules(self._services.importing.with_rules(self.plan, mode=mode))

    def _set_rules(self, plan: ImportPlan) -> None:
        self.plan = plan
        if plan.is_fixed and not self.locked:
            self.check_wanted.emit()

    @Slot(object)
    def _on_match_chosen(self, match: tuple[str, ...]) -> None:
        if self.plan is not None:
            self._set_rules(replace(self.plan, match=match))

    @Slot(bool)
    def _on_members_chosen(self, make: bool) -> None:
        if self.plan is not None:
            self.plan = replace(self.plan, make_members=make)

    @Slot()
    def _on_members_wanted(self) -> None:
        if self.plan is not None:
            plan = replace(self.plan, make_members=True)
            self._parts.match.known.set_plan(plan)
            self._recheck(plan)

    @Slot(bool)
    def _on_any_name_chosen(self, enough: bool) -> None:
        if self.plan is not None:
            self._set_rules(replace(self.plan, any_name=enough))

    # while rows are checked

    def _recheck(self, plan: ImportPlan) -> None:
        if not self.locked:
            self.plan = plan
            self.check_wanted.emit()

    @Slot(int, int, str)
    def _on_cell_fixed(self, row: int, column: int, text: str) -> None:
        if self.plan is not None:
            self._recheck(self.plan.with_fix(row, column, text))

    @Slot(int, str, str)
    def _on_meaning_chosen(self, column: int, text: str, meant: str) -> None:
        if self.plan is not None:
            self._recheck(self.plan.with_meaning(column, text, meant))

    @Slot(object)
    def _on_rows_left_out(self, rows: frozenset[int]) -> None:
        if self.plan is not None:
            self._recheck(self.plan.without_rows(rows))

    @Slot()
    def _on_left_out_wanted(self) -> None:
        if self.plan is not None:
            self._recheck(self.plan.with_all_rows())

    @Slot()
    def _on_same_people_wanted(self) -> None:
        if self.plan is not None:
            self._recheck(replace(self.plan, any_name=True))
