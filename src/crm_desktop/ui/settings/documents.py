"""How quotes are numbered, how long they stand, and what is written under them; work and reply hours."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import PRIORITIES
from crm_desktop.core.money import parse_decimal
from crm_desktop.services.workspace.numbering import NumberSeries, read_series, save_pattern
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.form import LineSetting, SettingsForm, TextSetting, pair
from crm_desktop.ui.settings.hours import case_hours, read_hours, work_hours_text


class BusinessPart(SettingsForm):
    """A section that changes some details of the business."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.business = Business()

    def reload(self) -> None:
        self.operations.read(self, self.services.workspace.business, self._on_business)

    def _on_business(self, business: Business) -> None:
        self.business = business
        self.show_business()

    def show_business(self) -> None:
        """Show what is stored."""

    def save(self, **values: Any) -> None:
        """Store some details."""
        self.business = replace(self.business, **values)
        self.operations.write(self, partial(self.services.workspace_commands.save_business, self.business))


class DocumentsForm(BusinessPart):
    """Numbering, tax, validity and terms."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Documents"))
        self._patterns = {"quote": LineSetting("Q-{n:04}"), "case": LineSetting("C-{n:04}")}
        self._fields = {
            "quote": Field(self.theme, self.tr("Numbers of quotes"), self._patterns["quote"]),
            "case": Field(self.theme, self.tr("Numbers of cases"), self._patterns["case"]),
        }
        self._next = Label("", "small", "tertiary", wrap=True)
        self._tax_label, self._tax_rate, self._days = LineSetting(), LineSetting(), LineSetting()
        self._rate_field = Field(self.theme, self.tr("Usual rate in percent"), self._tax_rate)
        self._days_field = Field(self.theme, self.tr("A quote is valid for how many days"), self._days)
        self._inclusive = QCheckBox(self.tr("Prices are written with tax included"))
        self._terms = TextSetting(110)
        body = self.add_card(self.tr("Numbers"))
        body.addLayout(pair(self._fields["quote"], self._fields["case"]))
        body.addWidget(self._next)
        body = self.add_card(self.tr("Quotes"))
        body.setSpacing(12)
        body.addLayout(pair(Field(self.theme, self.tr("Tax is called"), self._tax_label), self._rate_field))
        body.addLayout(pair(self._days_field, QWidget()))
        body.addWidget(self._inclusive)
        body.addWidget(Field(self.theme, self.tr("Terms under every quote"), self._terms))
        for series, line in self._patterns.items():
            line.saved.connect(partial(self._save_pattern, series))
        self._tax_label.saved.connect(self._on_tax_label_saved)
        self._tax_rate.saved.connect(self._on_rate_saved)
        self._days.saved.connect(self._on_days_saved)
        self._terms.saved.connect(self._on_terms_saved)
        self._inclusive.clicked.connect(self._on_inclusive_clicked)
        self.keep_typed("settings.documents", {"tax_label": self._tax_label, "terms": self._terms})

    def reload(self) -> None:
        super().reload()
        self.operations.read(self, partial(read_series, self.services.database), self._show_series)

    def show_business(self) -> None:
        self._tax_label.show_value(self.business.tax_label)
        self._tax_rate.show_value(self.business.tax_rate)
        self._days.show_value(str(self.business.valid_days))
        self._inclusive.setChecked(self.business.prices_include_tax)
        self._terms.show_value(self.business.terms)

    def _show_series(self, found: list[NumberSeries]) -> None:
        year = self.services.clock.now().year
        for series in found:
            if series.id in self._patterns:
                self._patterns[series.id].show_value(series.pattern)
                self._fields[series.id].set_error("")
        examples = ", ".join(series.example(year) for series in found)
        self._next.setText(
            self.tr("Next: {examples}. A number is given when a quote is issued, and never twice.").format(
                examples=examples
            )
        )

    def _save_pattern(self, series: str, pattern: str) -> None:
        call = partial(save_pattern, self.services.database, series, pattern)
        self.operations.write(self, call, self._on_pattern_saved, partial(self._on_pattern_refused, series), quiet=True)

    def _on_pattern_saved(self, _series: NumberSeries) -> None:
        self.operations.read(self, partial(read_series, self.services.database), self._show_series)

    def _on_pattern_refused(self, series: str, error: CrmError) -> None:
        self._fields[series].set_error(str(error))

    @Slot(str)
    def _on_tax_label_saved(self, text: str) -> None:
        self.save(tax_label=text)

    @Slot(str)
    def _on_rate_saved(self, text: str) -> None:
        try:
            rate = parse_decimal(text.rstrip("% "), "," if "," in text else ".")
        except CrmError as error:
            self._rate_field.set_error(str(error))
            return
        self._rate_field.set_error("" if 0 <= rate < 100 else self.tr("A rate lies between 0 and 100."))
        if 0 <= rate < 100:
            self.save(tax_rate=str(rate))

    @Slot(str)
    def _on_days_saved(self, text: str) -> None:
        good = text.isdecimal() and 0 < int(text) <= 3650
        self._days_field.set_error("" if good else self.tr("Write a number of days, such as 14."))
        if good:
            self.save(valid_days=int(text))

    @Slot(str)
    def _on_terms_saved(self, text: str) -> None:
        self.save(terms=text)

    @Slot(bool)
    def _on_inclusive_clicked(self, on: bool) -> None:
        self.save(prices_include_tax=on)


class CalendarForm(BusinessPart):
    """Work hours of each weekday, and hours until the first reply to a case."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Calendar"))
        self._days = [LineSetting(self.tr("closed")) for _ in range(7)]
        self._replies = {key: LineSetting() for key, _ in PRIORITIES}
        names = [
            self.tr("Monday"), self.tr("Tuesday"), self.tr("Wednesday"), self.tr("Thursday"), self.tr("Friday"),
            self.tr("Saturday"), self.tr("Sunday"),
        ]  # fmt: skip
        body = self.add_card(self.tr("Work hours"))
        body.addWidget(
            Label(self.tr("Written as 9:00 - 17:30; an empty day is closed. They shade the week."),
                  "small", "secondary", wrap=True)
        )  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(2, 1)
        for day, (name, line) in enumerate(zip(names, self._days, strict=True)):
            line.setAccessibleName(name)
            line.setMaximumWidth(180)
            grid.addWidget(Label(name), day, 0)
            grid.addWidget(line, day, 1)
            line.saved.connect(partial(self._save_day, day))
        body.addLayout(grid)
        self._problem = Label("", "small", "danger", wrap=True)
        self._problem.hide()
        body.addWidget(self._problem)
        body = self.add_card(self.tr("First reply to a case, in work hours"))
        words = {
            "low": self.tr("Low"),
            "normal": self.tr("Normal"),
            "high": self.tr("High"),
            "urgent": self.tr("Urgent"),
        }
        body.addLayout(pair(*(Field(self.theme, words[key], line) for key, line in self._replies.items())))
        for key, line in self._replies.items():
            line.saved.connect(partial(self._save_reply, key))

    def show_business(self) -> None:
        for day, line in enumerate(self._days):
            line.show_value(work_hours_text(self.business.work_hours, day))
        hours = dict(self.business.case_hours)
        for key, line in self._replies.items():
            line.show_value(str(hours.get(key, "")))

    def _save_day(self, day: int, text: str) -> None:
        read = read_hours(text)
        self._problem.setText(
            "" if read is not None else self.tr("Write hours as 9:00 - 17:30, or nothing for a closed day.")
        )
        self._problem.setVisible(read is None)
        if read is not None:
            others = [part for part in self.business.work_hours if part[0] != day]
            self.save(work_hours=tuple(sorted([*others, *((day, begin, end) for begin, end in read)])))

    def _save_reply(self, key: str, text: str) -> None:
        hours = case_hours(self.business.case_hours, key, text)
        if hours is None:
            self._replies[key].show_value(str(dict(self.business.case_hours).get(key, "")))
        else:
            self.save(case_hours=hours)
