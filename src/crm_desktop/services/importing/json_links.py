"""What a JSON record is linked to, as it is here: by id, else by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.names_here import NamesHere
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.tally import Tally

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_TABLES = {
    "person": "contact", "company": "contact", "deal": "deal", "product": "product", "document": "document",
    "case": "case", "owner": "member", "pipeline": "pipeline", "stage": "stage", "contact": "contact",
    "lead": "lead",
}  # fmt: skip
_BY_NAME = {"deal": "deal", "product": "product", "document": "quote", "case": "case", "owner": "member"}
_NAMED_OTHERWISE = ("contact", "lead", "activity")
_LINK_TABLES = {"contact": "contact", "deal": "deal", "quote": "document", "document": "document", "case": "case",
                "lead": "lead", "task": "task", "event": "event", "product": "product"}  # fmt: skip


class JsonLinks:
    """Finds the records that the values of JSON records name."""

    def __init__(
        self, services: Services, work: Transaction, plan: ImportPlan, tally: Tally, contacts: ContactImport,
        millis: int,
    ) -> None:  # fmt: skip
        self._services = services
        self._work = work
        self._plan = plan
        self._tally = tally
        self._contacts = contacts
        self._millis = millis
        self._kind = plan.kind
        self._names: dict[str, NamesHere] = {}

    def resolved(self, record: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """Return a record whose links are ids of records here, and a sentence about the first that is not."""
        data = dict(record)
        problems: list[str] = []
        if self._kind in ("task", "event"):
            # These give the id under the plain name, and the name apart.
            for name in ("person", "company"):
                if f"{name}_name" in data:
                    data[name] = self._resolve(name, data.get(name), data.pop(f"{name}_name"), problems)
        for name in _TABLES:
            if f"{name}_id" in data and self._kind != "lead":
                data[f"{name}_id"] = self._resolve(name, data[f"{name}_id"], data.get(name), problems)
            elif name in data and self._kind not in _NAMED_OTHERWISE and name not in ("pipeline", "stage"):
                data[name] = self._resolve(name, data[name], data[name], problems)
        if self._kind == "lead":
            for name in ("person", "customer", "deal", "person_id", "company_id", "deal_id"):
                data.pop(name, None)
            if data.get("owner_id") is not None:
                data["owner_id"] = self._resolve("owner", data["owner_id"], data.pop("owner", None), problems)
        if "owner_id" not in data and "owner" in data and self._kind != "product":
            data["owner_id"] = self._resolve("owner", data.get("owner"), data.get("owner"), problems)
        if "owner_id" in data:
            data.pop("owner", None)
            if data["owner_id"] is None:
                del data["owner_id"]
            elif self._kind in ("task", "event"):
                data["owner"] = data.pop("owner_id")
        if self._kind == "deal":
            self._place(data, problems)
        if isinstance(data.get("lines"), list):
            data["lines"] = [self._line(line, problems) for line in data["lines"]]
        if isinstance(data.get("affiliations"), list):
            data["affiliations"] = [self._affiliation(one) for one in data["affiliations"]]
        if isinstance(data.get("links"), list):
            data["links"] = [one for one in data["links"] if self._has_link(one)]
        return data, problems[0] if problems else ""

    def _resolve(self, name: str, record: Any, text: Any, problems: list[str]) -> str | None:
        if not record and not text:
            return None
        if record and self._is_here(_TABLES[name], str(record)):
            return str(record)
        words = str(text or "")
        if name in ("person", "company", "contact") and words and not _looks_like_id(words):
            made = self._contacts.company_id(words) if name == "company" else self._contacts.person_id(words, "")
            self._contacts.flush()
            return made
        if name in _BY_NAME and words and not _looks_like_id(words):
            if name not in self._names:
                names = NamesHere(self._work, self._plan, self._tally, _BY_NAME[name], name, self._millis)
                self._names[name] = names
            found = self._names[name].find(words)
            if found is not None:
                return found
        problems.append(f"“{words or record}” ({name}) is not here; the record came in without it.")
        return None

    def _is_here(self, table: str, record: str) -> bool:
        return bool(self._work.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (record,)))

    def _place(self, data: dict[str, Any], problems: list[str]) -> None:
        """Have a deal in a pipeline and a stage of ours: by id, else by name, else where new deals begin."""
        if data.get("pipeline_id") is None:
            data.pop("pipeline_id", None)
            found = self._work.execute(
                "SELECT id FROM pipeline WHERE name = ? AND deleted_at IS NULL", (data.get("pipeline"),)
            )
            if found:
                data["pipeline_id"] = found[0][0]
        data.pop("pipeline", None)
        if data.get("stage_id") is None and data.get("stage"):
            home = data.get("pipeline_id")
            found = self._work.execute(
                "SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.name = ? COLLATE NOCASE "
                "AND s.deleted_at IS NULL AND p.deleted_at IS NULL AND (:home IS NULL OR p.id = :home) "
                "ORDER BY p.position".replace("?", ":stage"),
                {"stage": data["stage"], "home": home},
            )
            if found:
                data["stage_id"] = found[0][0]
            else:
                problems.append(f"There is no stage “{data['stage']}” here; the deal begins anew.")
        if data.get("stage_id") is not None:
            data.pop("stage", None)
        else:
            data.pop("stage_id", None)
            data.pop("stage", None)
        # What “stage is not here” says is enough.
        problems[:] = [one for one in problems if "(stage)" not in one and "(pipeline)" not in one]

    def _line(self, line: Any, problems: list[str]) -> Any:
        if not isinstance(line, Mapping):
            return line
        shaped = dict(line)
        if "product_id" in shaped or "product" in shaped:
            found = self._resolve("product", shaped.get("product_id"), shaped.get("product"), problems)
            if found is not None:
                shaped["product_id"] = found
            else:
                shaped = {key: value for key, value in shaped.items() if key not in ("product", "product_id")}
                if line.get("product") and not (line.get("text") or line.get("name")):
                    shaped["text" if self._kind == "deal" else "name"] = line["product"]
        return shaped

    def _affiliation(self, one: Any) -> Any:
        if not isinstance(one, Mapping):
            return one
        shaped = dict(one)
        if shaped.get("company_id") and not self._is_here("contact", str(shaped["company_id"])):
            shaped["company_id"] = None
        if not shaped.get("company_id") and shaped.get("company"):
            shaped["company_id"] = self._contacts.company_id(str(shaped["company"]))
            self._contacts.flush()
        return shaped

    def _has_link(self, link: Any) -> bool:
        if not isinstance(link, Mapping):
            return False
        table = _LINK_TABLES.get(str(link.get("kind")), "")
        return bool(table) and self._is_here(table, str(link.get("id")))


def _looks_like_id(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)
