"""A field that finds a contact, or makes one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.contacts.views import PickRow
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext


class CustomerField(QWidget):
    """Type to search among people, companies or both; what nobody is called can be added at once.

    Signals:
        customer_picked: id and kind (person or company); both empty when the field was cleared.
    """

    customer_picked = Signal(str, str)

    def __init__(
        self, context: PaneContext, name: str, placeholder: str = "", kind: str | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._context = context
        self._kind = kind
        self._kinds: dict[str, str] = {}
        self.picker = SearchPicker(context.theme, name, placeholder)
        self.setAccessibleName(name)
        self.setFocusProxy(self.picker)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picker)
        self.picker.query_changed.connect(self._on_query)
        self.picker.picked.connect(self._on_picked)
        self.picker.cleared.connect(self._on_cleared)
        self.picker.create_requested.connect(self._on_create)

    def person_id(self) -> str | None:
        """The chosen contact if it is a person."""
        return self._id_of("person")

    def company_id(self) -> str | None:
        """The chosen contact if it is a company."""
        return self._id_of("company")

    def set_customer(self, contact_id: str | None, name: str, kind: str) -> None:
        """Show a contact as chosen."""
        if contact_id:
            self._kinds[contact_id] = kind
        self.picker.set_picked(contact_id or "", name if contact_id else "")

    def part(self) -> Part:
        """The field as part of a form whose half-typed text is kept."""
        return Part(self._read, self._write, is_text=False)

    def _read(self) -> dict[str, str]:
        picked = self.picker.picked_id() if self.picker.is_settled() else ""
        return {"id": picked, "text": self.picker.text(), "kind": self._kinds.get(picked, "")}

    def _write(self, value: dict[str, str]) -> None:
        self.set_customer(value["id"], value["text"], value["kind"])
        if not value["id"]:
            self.picker.setText(value["text"])

    def _id_of(self, kind: str) -> str | None:
        picked = self.picker.picked_id()
        return picked if picked and self._kinds.get(picked) == kind else None

    @Slot(str)
    def _on_query(self, query: str) -> None:
        call = partial(self._context.services.contacts.pick, query, 8, self._kind)
        self._context.operations.read(self, call, partial(self._on_found, query))

    def _on_found(self, query: str, rows: list[PickRow]) -> None:
        self._kinds |= {row.id: row.kind for row in rows}
        self.picker.set_results([PickItem(row.id, row.name, row.detail) for row in rows], query)

    @Slot(str)
    def _on_picked(self, contact_id: str) -> None:
        self.customer_picked.emit(contact_id, self._kinds.get(contact_id, "person"))

    @Slot()
    def _on_cleared(self) -> None:
        self.customer_picked.emit("", "")

    @Slot(str)
    def _on_create(self, text: str) -> None:
        kind = self._kind or "person"
        call = _NewContact(self._context, text, kind)
        self._context.operations.write(self, call, partial(self._on_created, text, kind))

    def _on_created(self, text: str, kind: str, change: ChangeSet) -> None:
        ids = change.touched.get("contact", frozenset())
        if ids:
            contact_id = min(ids)
            self.set_customer(contact_id, text, kind)
            self.customer_picked.emit(contact_id, kind)


class _NewContact:
    """Adds a contact from one line, on the database thread."""

    def __init__(self, context: PaneContext, text: str, kind: str) -> None:
        self._context = context
        self._text = text
        self._kind = kind

    def __call__(self) -> ChangeSet:
        return self._context.services.contact_commands.quick_create(self._text, kind=self._kind)
