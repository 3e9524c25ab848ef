"""Cases for tests to stand on."""

from __future__ import annotations

from crm_desktop.services.cases.views import CaseDetail, CaseDraft
from crm_desktop.services.services import Services


def open_case(services: Services, subject: str = "Oven timer stops", **more: object) -> str:
    """Open a case and return its id."""
    change = services.case_commands.open_case(CaseDraft(subject, **more))  # type: ignore[arg-type]
    (case_id,) = change.touched["case"]
    return case_id


def subjects(services: Services, rowids: object) -> list[str]:
    """Return the subjects of these rows, in order."""
    return [row.subject for row in services.cases.rows_at(list(rowids))]  # type: ignore[call-overload]


def detail(services: Services, case_id: str) -> CaseDetail:
    """Return a case as its page shows it."""
    return services.cases.detail(case_id)
