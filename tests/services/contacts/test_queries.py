"""The list, pickers, duplicates and JSON of contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.core.filters import parse
from crm_desktop.core.ids import new_id
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.fields import FIELDS
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft


@pytest.fixture
def shop(services: Services) -> dict[str, str]:
    """Six people, three companies."""
    ids: dict[str, str] = {}
    for line in (
        "Amelia Okafor 07700 900142 amelia@harborvine.example, Harbor & Vine #VIP",
        "Ben Castillo, Northwind Bikes",
        "Zoë Müller zoe@mueller.example",
        "王小明",
        "Ánna Ätherton, Harbor & Vine",
        "Dev Raman, Granite Dental",
    ):
        name = line.split(",")[0].split(" 0")[0].split(" zoe")[0]
        ids[name] = new_id()
        services.contact_commands.quick_create(line, ids[name])
    return ids


def _names(services: Services, **how: object) -> list[str]:
    return [row.name for row in services.contacts.rows_at(services.contacts.row_ids(**how))]  # type: ignore[arg-type]


def test_orders(services: Services, shop: dict[str, str], clock: FixedClock) -> None:
    today = date(2025, 11, 20)
    for name, day in (("Dev Raman", today - timedelta(days=2)), ("Zoë Müller", today)):
        services.contact_commands.plan([shop[name]], TaskDraft("Call", "call", due_on=day))
    yesterday = clock.now() - timedelta(days=1)
    services.timeline_commands.add(ActivityDraft("call", happened_at=yesterday), [("contact", shop["Ben Castillo"])])
    services.timeline_commands.add(ActivityDraft("call"), [("contact", shop["Amelia Okafor"])])
    assert _names(services)[:2] == ["Dev Raman", "Zoë Müller"]
    assert _names(services, order="name")[:2] == ["Ánna Ätherton", "Ben Castillo"]
    assert _names(services, order="last_contact")[:2] == ["Amelia Okafor", "Ben Castillo"]
    assert _names(services, kind="company", order="name") == ["Granite Dental", "Harbor & Vine", "Northwind Bikes"]
    rows = services.contacts.rows_at(services.contacts.row_ids())
    assert [row.step.text for row in rows[:2]] == ["Overdue 2 d", "Today"]
    assert services.contacts.rows_at(services.contacts.row_ids("company", "name"))[1].people == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ame", {"Amelia Okafor"}),
        ("atherton", {"Ánna Ätherton"}),
        ("muller", {"Zoë Müller"}),
        ("mueller", {"Zoë Müller"}),
        ("harbor", {"Amelia Okafor", "Ánna Ätherton"}),
        ("7700 900", {"Amelia Okafor"}),
        ("0770 0900142", {"Amelia Okafor"}),
        ("王", {"王小明"}),
        ("vip", {"Amelia Okafor"}),
        ('"; drop table contact', set()),
        ("*", set()),
    ],
)
def test_text_finds_by_any_part(services: Services, shop: dict[str, str], text: str, names: set[str]) -> None:
    del shop
    assert set(_names(services, text=text)) == names
    assert {row.name for row in services.contacts.pick(text, kind="person")} == names


def test_the_nearest_name_is_picked_first(services: Services, shop: dict[str, str]) -> None:
    del shop
    services.contact_commands.quick_create("Ann Ben")
    assert [row.name for row in services.contacts.pick("ben")] == ["Ben Castillo", "Ann Ben"]
    assert services.contacts.pick("", limit=3, kind="company")[0].kind == "company"
    assert services.contacts.pick("harbor")[0].name == "Harbor & Vine"


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ('company = "Harbor & Vine"', {"Amelia Okafor", "Ánna Ätherton"}),
        ("tags has vip", {"Amelia Okafor"}),
        ("email is empty and company is not empty", {"Ben Castillo", "Ánna Ätherton", "Dev Raman"}),
        ("next_step_on before today", {"Dev Raman"}),
        ("next_step contains invoice", {"Dev Raman"}),
        ("last_contact within last 7 days", {"Ben Castillo"}),
        ("owner = Sofia and family_name starts with M", {"Zoë Müller"}),
        ("open_deals > 0", set()),
    ],
)
def test_filters(services: Services, shop: dict[str, str], where: str, names: set[str]) -> None:
    services.contact_commands.plan([shop["Dev Raman"]], TaskDraft("Send invoice", due_on=date(2025, 11, 1)))
    services.timeline_commands.add(ActivityDraft("call"), [("contact", shop["Ben Castillo"])])
    assert set(_names(services, where=parse(where))) == names


def test_every_declared_field_can_be_read(services: Services, shop: dict[str, str]) -> None:
    del shop
    keys = [field.key for field in FIELDS if field.sql]
    rows = services.records.rows("contact", services.records.row_ids("contact"), keys)
    assert len(rows) == 9
    for field in FIELDS:
        if field.sortable and field.sql:
            assert len(services.records.row_ids("contact", None, [(field.key, True)])) == 9


def test_a_list_and_a_window_of_it_are_two_statements_each(
    services: Services, shop: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del shop
    asked: list[str] = []
    rows = services.database.rows

    def counting(sql: str, values: object = ()) -> list[tuple[object, ...]]:
        asked.append(sql)
        return rows(sql, values)  # type: ignore[arg-type]

    monkeypatch.setattr(services.database, "rows", counting)
    found = services.contacts.row_ids()
    services.contacts.rows_at(found)
    assert len(asked) == 4  # of a window: the rhythms of tags and segments, and the rows
    services.contacts.row_ids(text="amelia")
    assert len(asked) == 5


def test_what_may_be_the_same_contact(services: Services, shop: dict[str, str]) -> None:
    similar = services.contacts.similar
    by_phone = similar(ContactDraft(name="A.", channels=(ChannelDraft("phone", "+44 (0)7700 900 142"),)))
    assert [(one.name, one.reason) for one in by_phone] == [("Amelia Okafor", "phone")]
    by_email = similar(ContactDraft(channels=(ChannelDraft("email", "AMELIA@harborvine.example"),)))
    assert by_email[0].reason == "email"
    by_name = similar(ContactDraft(name="Amelia Okaffor"))
    assert [(one.name, one.reason) for one in by_name] == [("Amelia Okafor", "name")]
    assert similar(ContactDraft(name="Okafor, Amelia"))[0].name == "Amelia Okafor"
    assert similar(ContactDraft(name="Quentin Zabriskie")) == []
    assert similar(ContactDraft(id=shop["Amelia Okafor"], name="Amelia Okafor")) == []


def test_a_number_that_many_share_proves_nothing(services: Services) -> None:
    for number in range(25):
        services.contact_commands.save(
            ContactDraft(name=f"Person {chr(97 + number) * 6}", channels=(ChannelDraft("phone", "020 7946 0958"),))
        )
    assert services.contacts.similar(ContactDraft(name="New", channels=(ChannelDraft("phone", "020 7946 0958"),))) == []


def test_json_round_trip(services: Services, shop: dict[str, str]) -> None:
    access = services.records.access("contact")
    whole = access.read(services, shop["Amelia Okafor"])
    assert whole["phones"][0]["normalised"] == "+447700900142"
    assert whole["company"] == "Harbor & Vine"
    with services.database.write("The same again") as work:
        access.update(work, services, shop["Amelia Okafor"], whole)
    assert not work.change
    copied = {key: value for key, value in whole.items() if key != "id"}
    for part in ("phones", "emails", "affiliations"):
        copied[part] = [{key: value for key, value in item.items() if key != "id"} for item in whole[part]]
    with services.database.write("A copy") as work:
        copy = access.create(work, services, copied)
    again = access.read(services, copy)
    for key in ("name", "given_name", "company", "tags", "lifecycle"):
        assert again[key] == whole[key]


def test_json_changes_only_what_it_names(services: Services, shop: dict[str, str]) -> None:
    access = services.records.access("contact")
    amelia = shop["Amelia Okafor"]
    with services.database.write("From a script") as work:
        access.update(work, services, amelia, {"email": "new@x.example", "company": "Northwind Bikes", "city": "Bath"})
    found = services.contacts.detail(amelia)
    assert (found.email, found.phone, found.addresses[0].city) == ("new@x.example", "07700 900142", "Bath")
    assert found.company is not None
    assert found.company.name == "Northwind Bikes"
    with pytest.raises(Refused, match="“emial”") as refusal, services.database.write("Wrong") as work:
        access.update(work, services, amelia, {"emial": "x"})
    assert "email" in refusal.value.detail


def test_find_is_exact(services: Services, shop: dict[str, str]) -> None:
    assert services.contacts.find("ben castillo") == shop["Ben Castillo"]
    assert services.contacts.find("amelia@HARBORVINE.example") == shop["Amelia Okafor"]
    assert services.contacts.find("王小明") == shop["王小明"]
    assert services.contacts.find("Ben") is None
    services.contact_commands.save(ContactDraft(name="Ben Castillo", affiliations=(AffiliationDraft(company="Other"),)))
    assert services.contacts.find("Ben Castillo") is None
