"""The left side of labels and letters: what is printed, for whom, on what."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.documents.label_sheets import ENVELOPES, SHEETS, LabelSheet, sheet_named
from crm_desktop.services.mailing.merge_fields import FIELDS
from crm_desktop.services.mailing.views import Audience, LetterDraft, Mailing
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.mailing.jobs import PaperKind, PaperRequest
from crm_desktop.ui.mailing.sheet_picker import SheetPicker
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

FORM: Final = "letter.text"
_TEXT_HEIGHT: Final = 190
_LIST_HEIGHT: Final = 120


class MailingOptions(ScrollPage):
    """Everything that is chosen. It says when the people change, and when only the paper does.

    Signals:
        audience_changed: other people, or the same in another order
        paper_changed: the same people on other paper
        contact_requested(str): open this contact
    """

    audience_changed = Signal()
    paper_changed = Signal()
    contact_requested = Signal(str)

    def __init__(self, context: PaneContext, audience: Audience, usual: LabelSheet) -> None:
        super().__init__(self.tr("What is printed"), margins=(20, 18, 20, 12), spacing=12)
        self._context = context
        self._without: tuple[str, ...] = ()
        self._make_who(audience)
        self._make_paper(usual)
        self._make_letter()
        self._arrange()
        self._connect()
        self._show_kind()

    def _make_who(self, audience: Audience) -> None:
        theme = self._context.theme
        self.kind = Segmented(
            self.tr("What is printed"),
            (("labels", self.tr("Labels")), ("envelopes", self.tr("Envelopes")), ("letters", self.tr("Letters"))),
        )
        self.who = QComboBox()
        if audience.ids:
            self.who.addItem(self.tr("%n selected contacts", "", len(audience.ids)), Audience(ids=audience.ids))
        elif audience.where:
            self.who.addItem(self.tr("The list as it is filtered"), Audience(where=audience.where))
        self.who.addItem(self.tr("All contacts"), Audience())
        self.counted = Label("", "small", "secondary", wrap=True)
        self.without_button = Button(theme, "", "link", size="compact")
        self.without_button.setCheckable(True)
        self.without_button.hide()
        self.without = QListWidget()
        self.without.setAccessibleName(self.tr("Contacts without an address"))
        self.without.setFixedHeight(_LIST_HEIGHT)
        self.without.hide()
        self.households = QCheckBox(self.tr("One for each household"))
        self.households.setToolTip(self.tr("People of one family name at one address are written to together."))
        self.households.setChecked(True)
        self.order = QComboBox()
        self.order.addItem(self.tr("By postcode"), "postcode")
        self.order.addItem(self.tr("By name"), "name")

    def _make_paper(self, usual: LabelSheet) -> None:
        theme = self._context.theme
        self.sheet = QComboBox()
        for one in SHEETS:
            words = self.tr("{name}: {count} of {width} × {height} mm")
            figures = {"width": f"{one.width:.4g}", "height": f"{one.height:.4g}"}
            self.sheet.addItem(words.format(name=one.name, count=one.count, **figures), one.key)
        self.sheet.setCurrentIndex(self.sheet.findData(usual.key))
        self.picker = SheetPicker(theme, usual)
        self.place = Label(self.picker.place_words(), "small", "secondary")
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Nothing; or a text with fields: {example}").format(example="{company}"))
        self.sheet_part = _column(
            Field(theme, self.tr("Sheet"), self.sheet),
            Label(self.tr("Click the first label that is not used up."), "small", "tertiary", wrap=True),
            self.picker,
            self.place,
            Field(theme, self.tr("A line above the address"), self.line),
        )
        self.envelope = QComboBox()
        for size in ENVELOPES:
            self.envelope.addItem(size.name, size.key)
        self.corner = QCheckBox(self.tr("Our address in the corner"))
        self.corner.setChecked(True)
        self.envelope_part = _column(Field(theme, self.tr("Envelope"), self.envelope), self.corner)

    def _make_letter(self) -> None:
        theme = self._context.theme
        self.subject = QLineEdit()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_TEXT_HEIGHT)
        self.text.setAccessibleName(self.tr("Text of the letter"))
        self.text.setPlaceholderText(self.tr("{salutation}\n\nThank you for …").format(salutation="{salutation}"))
        self.insert_button = Button(theme, self.tr("Insert a field"), icon="braces", size="compact")
        menu = QMenu(self)
        self._add_fields(menu, list(self._field_words().items()))
        menu.triggered.connect(self._on_field_chosen)
        self.insert_button.setMenu(menu)
        self.log = QCheckBox(self.tr("Write it into everybody's timeline"))
        self.log.setChecked(True)
        self.keeper = DraftKeeper(self._context, FORM, {"subject": self.subject, "text": self.text}, self, whole=True)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        label = Label(self.tr("Text"), "small", "secondary")
        label.setBuddy(self.text)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.insert_button)
        self.letter_part = _column(
            self.keeper.note,
            Field(theme, self.tr("Subject"), self.subject),
            head,
            self.text,
            Label(self.tr("{field} with nothing to say leaves no gap: {example}").format(
                field=self.tr("A field"), example="{first_name|neighbour}"), "small", "tertiary", wrap=True),
            self.log,
        )  # fmt: skip

    def _arrange(self) -> None:
        theme = self._context.theme
        self.add(Label(self.tr("Labels and letters"), "title2"))
        for widget in (
            self.kind, Field(theme, self.tr("For whom"), self.who), self.counted, self.without_button, self.without,
            self.households, Field(theme, self.tr("Order"), self.order), self.sheet_part, self.envelope_part,
            self.letter_part,
        ):  # fmt: skip
            self.add(widget)
        self.body.setAlignment(self.without_button, Qt.AlignmentFlag.AlignLeft)
        self.add_stretch()

    def _connect(self) -> None:
        self.kind.current_changed.connect(self._on_kind_changed)
        self.who.currentIndexChanged.connect(self.audience_changed)
        self.order.currentIndexChanged.connect(self.audience_changed)
        self.households.toggled.connect(self.audience_changed)
        self.sheet.currentIndexChanged.connect(self._on_sheet_changed)
        self.picker.start_changed.connect(self._on_start_changed)
        self.envelope.currentIndexChanged.connect(self.paper_changed)
        self.corner.toggled.connect(self.paper_changed)
        self.line.textChanged.connect(self.paper_changed)
        self.subject.textChanged.connect(self.paper_changed)
        self.text.textChanged.connect(self.paper_changed)
        self.without_button.toggled.connect(self.without.setVisible)
        self.without.itemActivated.connect(self._on_without_activated)

    # what is chosen

    def chosen_kind(self) -> PaperKind:
        """Labels, envelopes or letters."""
        return cast("PaperKind", self.kind.current())

    def audience(self) -> Audience:
        """Who is written to."""
        who: Audience = self.who.currentData()
        return Audience(who.ids, who.where, self.households.isChecked(), str(self.order.currentData()))

    def request(self) -> PaperRequest:
        """On what they are written to, and what."""
        sheet = sheet_named(str(self.sheet.currentData()))
        return PaperRequest(
            self.chosen_kind(), sheet.key, self.picker.start, sheet.count, str(self.envelope.currentData()),
            self.corner.isChecked(), LetterDraft(self.subject.text(), self.text.toPlainText()),
            self.line.text(),
        )  # fmt: skip

    def add_own_fields(self, fields: list[tuple[str, str]]) -> None:
        """Offer people's own fields of contacts: (name in braces, label)."""
        menu = self.insert_button.menu()
        if fields and menu is not None:
            menu.addSeparator()
            self._add_fields(menu, [(key, label.replace("&", "&&")) for key, label in fields])

    def _add_fields(self, menu: QMenu, fields: list[tuple[str, str]]) -> None:
        for key, words in fields:
            action = menu.addAction(f"{words}\t{{{key}}}")
            action.setData(key)

    def add_segments(self, segments: list[tuple[str, str]]) -> None:
        """Offer segments: (name, filter)."""
        for name, where in segments:
            self.who.addItem(self.tr("Segment “{name}”").format(name=name), Audience(where=where))

    def show_mailing(self, mailing: Mailing) -> None:
        """Say how many pieces there are, and who is left out."""
        pieces = len(mailing.households)
        words = {
            "labels": self.tr("%n labels", "", pieces),
            "envelopes": self.tr("%n envelopes", "", pieces),
            "letters": self.tr("%n letters", "", pieces),
        }[self.chosen_kind()]
        people = self.tr("for %n contacts", "", mailing.people)
        self.counted.setText(f"{words} {people}")
        without = mailing.without_address
        self.without_button.set_text(self.tr("%n have no address and are left out", "", len(without)))
        self.without_button.setVisible(bool(without))
        self.without.clear()
        self._without = tuple(one.id for one in without)
        self.without.addItems([one.name or one.email or "–" for one in without])
        self.without.setVisible(bool(without) and self.without_button.isChecked())

    def show_kind(self, kind: PaperKind) -> None:
        """Turn to labels, envelopes or letters."""
        self.kind.set_current(kind)
        self._on_kind_changed(kind)

    def begin_draft(self) -> None:
        """From now on the letter is kept while it is typed; what was kept comes back."""
        self.keeper.begin("", self.tr("a letter"))

    # answers

    @Slot(str)
    def _on_kind_changed(self, _kind: str) -> None:
        self._show_kind()
        self.paper_changed.emit()

    def _show_kind(self) -> None:
        kind = self.chosen_kind()
        self.sheet_part.setVisible(kind == "labels")
        self.envelope_part.setVisible(kind == "envelopes")
        self.letter_part.setVisible(kind == "letters")

    @Slot()
    def _on_sheet_changed(self) -> None:
        self.picker.set_sheet(sheet_named(str(self.sheet.currentData())))
        self.place.setText(self.picker.place_words())
        self.paper_changed.emit()

    @Slot(int)
    def _on_start_changed(self, _start: int) -> None:
        self.place.setText(self.picker.place_words())
        self.paper_changed.emit()

    @Slot(QAction)
    def _on_field_chosen(self, action: QAction) -> None:
        target = self.subject if self.subject.hasFocus() else self.text
        field = f"{{{action.data()}}}"
        if isinstance(target, QLineEdit):
            target.insert(field)
        else:
            target.insertPlainText(field)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_without_activated(self) -> None:
        row = self.without.currentRow()
        if 0 <= row < len(self._without):
            self.contact_requested.emit(self._without[row])

    def _field_words(self) -> dict[str, str]:
        words = {
            "salutation": self.tr("Greeting: Dear Amelia,"), "first_name": self.tr("First name"),
            "last_name": self.tr("Last name"), "name": self.tr("Name"), "title": self.tr("Title"),
            "company": self.tr("Company"), "job_title": self.tr("Job title"), "city": self.tr("City"),
            "postcode": self.tr("Postcode"), "country": self.tr("Country"), "email": self.tr("Email"),
            "date": self.tr("Today's date"), "my_company": self.tr("Our business"),
        }  # fmt: skip
        return {key: words[key] for key in FIELDS}


def _column(*widgets: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    return part
