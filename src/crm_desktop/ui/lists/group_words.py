"""What the head of a group says."""

from __future__ import annotations

from datetime import date

from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.lists.views import Group
from crm_desktop.ui.kit.format import month_text
from crm_desktop.ui.lists.words import tr


def group_words(field: Field, group: Group, my_name: str = "") -> str:
    """Return the word of a group: a month, a choice, a name, or that there is none."""
    if not group.value:
        return tr("No {field}").format(field=field.label.lower())
    if field.type in (FieldType.DATE, FieldType.MOMENT):
        try:
            return month_text(date.fromisoformat(f"{group.value[:7]}-01"))
        except ValueError:
            return group.label
    if field.type is FieldType.YES_NO:
        return f"{field.label}: {tr('Yes') if group.value == 'yes' else tr('No')}"
    if field.type is FieldType.PERSON and my_name and group.label == my_name:
        return tr("You")
    return group.label
