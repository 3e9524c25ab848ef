"""How a file is read and what happens to those who are here already: recognised, said in words, changeable."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crm_desktop.services.importing.json_match import keys_of_records
from crm_desktop.services.importing.plan import MATCHES, NO_RECORDS, OWN, ImportPlan
from crm_desktop.ui.importing.field_combo import QuietCombo
from crm_desktop.ui.importing.words import phone_countries, rows_choices
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.theme.theme import Theme

_ENCODINGS = (
    ("utf-8", "UTF-8"), ("windows-1252", "Windows, Western Europe"), ("cp1250", "Windows, Central Europe"),
    ("cp1251", "Windows, Cyrillic"), ("cp1253", "Windows, Greek"), ("cp1254", "Windows, Turkish"),
    ("cp1255", "Windows, Hebrew"), ("cp1256", "Windows, Arabic"), ("utf-16", "UTF-16"), ("shift_jis", "Shift JIS"),
    ("gb18030", "Chinese, GB 18030"), ("cp437", "DOS"), ("mac_roman", "Mac Roman"),
)  # fmt: skip


class ReadingOptions(Card):
    """What was recognised of the file.

    Signals:
        rows_chosen(rows): people, companies, leads, deals, …
        reading_chosen(key, value): encoding, delimiter, sheet, header or plain
        values_chosen(key, value): dates, decimals or telephone numbers are written otherwise
    """

    rows_chosen = Signal(str)
    reading_chosen = Signal(str, str)
    values_chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        title = self.tr("How the file is read")
        self.setAccessibleName(title)
        self.title_label.setText(title)
        self.title_label.set_role("title3")
        self.title_label.show()
        self.body.addWidget(self.title_label)
        self.rows = QuietCombo(self.tr("Each row is one of"), rows_choices())
        self.delimiter = QuietCombo(self.tr("Between the columns"))
        self.sheet = QuietCombo(self.tr("Sheet"))
        self.encoding = QuietCombo(self.tr("Letters"))
        self.dates = QuietCombo(
            self.tr("Dates"), (("day", self.tr("Day first: 31/12/2024")), ("month", self.tr("Month first: 12/31/2024")))
        )
        self.decimals = QuietCombo(
            self.tr("Decimals"), ((".", self.tr("Point: 1,234.50")), (",", self.tr("Comma: 1.234,50")))
        )
        self.phones = QuietCombo(self.tr("Phone numbers without a country code"))
        self._fields: dict[QuietCombo, Field] = {}
        every = (self.rows, self.delimiter, self.sheet, self.encoding, self.dates, self.decimals, self.phones)
        for combo in every:
            field = self._fields[combo] = Field(theme, combo.accessibleName(), combo, self)
            self.body.addWidget(field)
        self.header = QCheckBox(self.tr("The first row names the columns"))
        self.body.addWidget(self.header)
        self.rows.chosen.connect(self.rows_chosen)
        self.delimiter.chosen.connect(self._on_delimiter)
        self.sheet.chosen.connect(self._on_sheet)
        self.encoding.chosen.connect(self._on_encoding)
        self.dates.chosen.connect(self._on_dates)
        self.decimals.chosen.connect(self._on_decimals)
        self.phones.chosen.connect(self._on_phones)
        self.header.clicked.connect(self._on_header)

    def set_plan(self, plan: ImportPlan) -> None:
        """Show how this file is read; what it does not have is not asked."""
        source = plan.source
        self.rows.set_key(plan.rows)
        is_text = not source.sheet and not plan.folder
        self._show(self.delimiter, is_text)
        self._show(self.encoding, is_text)
        self._show(self.sheet, len(source.sheets) > 1)
        if is_text:
            self.delimiter.set_choices(self._delimiters(source.delimiter), source.delimiter)
            self.encoding.set_choices(_encodings(source.encoding), source.encoding)
        self.sheet.set_choices([(name, name) for name in source.sheets], source.sheet)
        self._show(self.dates, source.date_order in ("day", "month"))
        self.dates.set_key(source.date_order or "")
        marks = {column.decimal_mark for column in source.columns} - {None}
        self._show(self.decimals, bool(marks))
        self.decimals.set_key(source.decimal_mark or next(iter(marks), ""))
        has_phones = any(column.field.partition(":")[0] == "phone" for column in plan.columns)
        self._show(self.phones, has_phones and plan.rows in ("people", "companies"))
        if has_phones:
            usual = [("", self.tr("As your own country writes them"))]
            self.phones.set_choices(usual + phone_countries(), plan.phone_country)
        self.header.setChecked(source.header_row is not None)
        self.header.setVisible(not plan.folder)

    def _show(self, combo: QuietCombo, shown: bool) -> None:
        self._fields[combo].setVisible(shown)

    def _delimiters(self, own: str) -> list[tuple[str, str]]:
        known = [
            (",", self.tr("Commas")), (";", self.tr("Semicolons")), ("\t", self.tr("Tabs")),
            ("|", self.tr("Vertical bars")), (" ", self.tr("Spaces")),
        ]  # fmt: skip
        return known if own in dict(known) else [*known, (own, f"“{own}”")]

    @Slot(str)
    def _on_delimiter(self, key: str) -> None:
        self.reading_chosen.emit("delimiter", key)

    @Slot(str)
    def _on_sheet(self, key: str) -> None:
        self.reading_chosen.emit("sheet", key)

    @Slot(str)
    def _on_encoding(self, key: str) -> None:
        self.reading_chosen.emit("encoding", key)

    @Slot(str)
    def _on_dates(self, key: str) -> None:
        self.values_chosen.emit("date_order", key)

    @Slot(str)
    def _on_decimals(self, key: str) -> None:
        self.values_chosen.emit("decimal_mark", key)

    @Slot(str)
    def _on_phones(self, key: str) -> None:
        self.values_chosen.emit("phone_country", key)

    @Slot(bool)
    def _on_header(self, named: bool) -> None:
        self.reading_chosen.emit("header_row", "first" if named else "none")


def _encodings(own: str) -> list[tuple[str, str]]:
    shown = [(key, text) for key, text in _ENCODINGS if key != own.removesuffix("-sig")]
    name = dict(_ENCODINGS).get(own.removesuffix("-sig"), own)
    return [(own, name), *shown]


class KnownOptions(Card):
    """What happens to those who are here already, and by what they are known.

    Signals:
        mode_chosen: upsert, create or update
        match_chosen: by what a contact is recognised, a tuple
        any_name_chosen: whether an equal address or number is enough, whatever the names say
        members_chosen: whether owners who are not among the people of the firm are added to them
    """

    mode_chosen = Signal(str)
    match_chosen = Signal(object)
    any_name_chosen = Signal(bool)
    members_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        title = self.tr("Who is here already")
        self.setAccessibleName(title)
        self.title_label.setText(title)
        self.title_label.set_role("title3")
        self.title_label.show()
        self.body.addWidget(self.title_label)
        self.mode = QuietCombo(
            self.tr("What to do"),
            (
                ("upsert", self.tr("Add new ones, update the others")),
                ("create", self.tr("Only add new ones")),
                ("update", self.tr("Only update those here")),
            ),
        )
        self.body.addWidget(Field(theme, self.tr("What to do"), self.mode, self))
        self.matching = QWidget(self)
        column = QVBoxLayout(self.matching)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.checks = {
            "email": QCheckBox(self.tr("Known by email address")),
            "phone": QCheckBox(self.tr("Known by phone number")),
            "name": QCheckBox(self.tr("Known by name and company")),
        }
        for check in self.checks.values():
            column.addWidget(check)
            check.clicked.connect(self._on_check)
        self.any_name = QCheckBox(self.tr("Even if the names differ"))
        self.any_name.setToolTip(self.tr("Otherwise an equal address with another name is asked about."))
        self.any_name.clicked.connect(self.any_name_chosen)
        column.addWidget(self.any_name)
        self.body.addWidget(self.matching)
        self.also = QuietCombo(self.tr("Known by another field"))
        self._also = Field(theme, self.tr("Known by another field"), self.also, self)
        self.body.addWidget(self._also)
        self.members = QCheckBox(self.tr("Add unknown owners to the firm"))
        self.members.clicked.connect(self.members_chosen)
        self.body.addWidget(self.members)
        self.mode.chosen.connect(self.mode_chosen)
        self.also.chosen.connect(self._on_also)
        self._is_contacts = True

    def set_plan(self, plan: ImportPlan) -> None:
        """Show the rules of this plan; a document is there or it is not, so of those nothing is asked."""
        self.setVisible(plan.rows != "documents")
        self.mode.set_key(plan.mode)
        self._is_contacts = plan.kind == "contact"
        self.matching.setVisible(self._is_contacts)
        for key, check in self.checks.items():
            check.setChecked(key in plan.match)
        self.any_name.setChecked(plan.any_name)
        choices = self._other_fields(plan)
        self._also.label.setText(self.tr("Known by another field") if self._is_contacts else self.tr("Known by"))
        self._also.setVisible(len(choices) > 1 and plan.kind not in NO_RECORDS)
        self.also.set_choices(choices, next((one for one in plan.match if one not in MATCHES), ""))
        self.members.setVisible(any(column.field == "owner" for column in plan.columns))
        self.members.setChecked(plan.make_members)

    def _other_fields(self, plan: ImportPlan) -> list[tuple[str, str]]:
        """The fields that the file fills and that can tell a record; for contacts those beside the usual three."""
        filled = {column.field for column in plan.columns}
        if plan.records:
            filled = keys_of_records(plan)
        usual = self.tr("No other field") if self._is_contacts else self.tr("What is usual for such rows")
        labels = {target.key: target.label for target in plan.targets}
        simple = ("external_id", "tax_id", "registration_id", "website", "nickname")
        fitting = [
            key for key in labels
            if key in filled and "." not in key and ":" not in key.removeprefix(OWN)
            and (key.startswith(OWN) or key in simple or not self._is_contacts)
        ]  # fmt: skip
        return [("", usual), *((key, labels[key]) for key in fitting)]

    @Slot()
    def _on_check(self) -> None:
        chosen = tuple(key for key in MATCHES if self.checks[key].isChecked())
        # By nothing at all nobody is known again: the last mark stays.
        if not chosen:
            sender = self.sender()
            if isinstance(sender, QCheckBox):
                sender.setChecked(True)
            return
        other = self.also.key()
        self.match_chosen.emit((*chosen, other) if other else chosen)

    @Slot(str)
    def _on_also(self, key: str) -> None:
        lines = tuple(one for one in MATCHES if self._is_contacts and self.checks[one].isChecked())
        self.match_chosen.emit((*lines, key) if key else lines)
