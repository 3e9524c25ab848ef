"""The sample shop: believable, whole, and gone in one step."""

from __future__ import annotations

from itertools import islice

from crm_desktop.core.clock import today
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.sample.crowd import crowd
from crm_desktop.services.sample.scale import DEAL_COUNT
from crm_desktop.services.sample.shop import fill_sample, remove_sample
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents


def test_the_shop_is_there_and_goes_without_a_trace(services: Services) -> None:
    before = contents(services)
    fill_sample(services)
    assert services.workspace.has_sample_data()
    count = services.records.count
    assert count("contact", 'kind = "Person"') == 40
    assert (count("deal"), count("case"), count("product")) == (18, 12, 12)
    assert count("task") >= 12
    assert count("event") >= 8
    assert count("quote", 'status = "Accepted"') == 3
    day = today(services.clock)
    assert services.records.listed("task", f'due_on = "{day.isoformat()}"')
    assert all(finding.ok for finding in check_workspace(services))
    remove_sample(services)
    after = contents(services)
    # Kept by hash, files are shared; what nothing refers to any more is the store's own.
    assert after == before
    assert not services.workspace.has_sample_data()


def test_issued_quotes_have_their_paper(services: Services) -> None:
    fill_sample(services)
    for number, pdf_id in services.database.rows("SELECT number, pdf_id FROM document WHERE status <> 'draft'"):
        assert number
        assert (services.workspace.blob(pdf_id) or b"").startswith(b"%PDF")


def test_what_a_person_changed_in_the_sample_stays(services: Services) -> None:
    fill_sample(services)
    nora = services.records.find("contact", "Noor Aziz")
    services.contact_commands.save_field(nora, "about", "Our first customer")
    remove_sample(services)
    assert services.records.read("contact", nora)["about"] == "Our first customer"


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(islice(crowd(1000, 7), 50)) == list(islice(crowd(1000, 7), 50))
    assert list(islice(crowd(1000, 7), 50)) != list(islice(crowd(1000, 8), 50))
    people = list(crowd(2000, 1))
    assert len({one.email for one in people}) == len({one.phone for one in people}) == 2000


def test_a_crowd_is_whole(services: Services) -> None:
    fill_sample(services, contacts=300, seed=1)
    assert services.records.count("contact", 'kind = "Person"') == 340
    assert services.records.count("deal") == DEAL_COUNT + 18
    assert all(finding.ok for finding in check_workspace(services)), check_workspace(services)
