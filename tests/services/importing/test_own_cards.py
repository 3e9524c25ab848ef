"""Cards of our own, met by contacts that are here already, or without those that they name."""

from __future__ import annotations

import json
from pathlib import Path

from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.services import Services

CARD = """BEGIN:VCARD
VERSION:4.0
FN:Nora Lind
N:Lind;Nora;;;
UID:urn:uuid:11111111-2222-7333-8444-555555555555
ORG:Harbor
EMAIL;X-CRM-OPTED-OUT-AT="2025-03-01T10:00:00Z";X-CRM-CONSENT=letters:nora@example.org
TEL;X-CRM-INVALID=1:+44 7700 900461
ADR;X-CRM-FROM=2024-05-01;GEO="geo:51.38,-2.36":;;2 Mill Lane;Bath;;BA1 1AA;GB
X-CRM-AFFILIATION:{"company": "Harbor"\\, "role": "Cook"\\, "from": "2020-02-01"\\, "primary": true}
X-CRM-AFFILIATION:{"company": "Old Mill"\\, "role": "Baker"\\, "until": "2019-12-31"}
X-CRM-RELATION:{"is": "Mentor of"\\, "back": "Pupil of"\\, "contact": "Ben Castillo"\\, "uid": "urn:uuid:x"}
X-CRM-FIELD:{"label": "Floor"\\, "type": "number"\\, "value": "2.5"\\, "scale": 1}
X-CRM-FIELD:{"label": "Name"\\, "type": "text"\\, "value": "taken"}
X-CRM-FIELD:{"label": "Shoe"\\, "type": "number"\\, "value": "not one"}
X-CRM-FIELD:no json
END:VCARD
"""


def put(services: Services, path: Path, text: str) -> tuple[int, int, int]:
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    done = services.importing.run(services.importing.look(path))
    assert done.refused == ()
    return done.created, done.updated, done.unchanged


def test_a_contact_that_is_here_gets_what_the_card_says_more(services: Services, tmp_path: Path) -> None:
    nora, _ = services.records.create(
        "contact",
        {
            "name": "Nora Lind", "emails": [{"value": "Nora@example.org"}], "phones": [{"value": "07700 900461"}],
            "addresses": [{"street": "2 mill lane", "city": "Bath", "postcode": "BA1 1AA", "country": "GB"}],
            "affiliations": [{"company": "Harbor"}],
        },
    )  # fmt: skip
    services.custom_field_commands.add(CustomFieldDraft("contact", "Shoe", FieldType.NUMBER))
    path = tmp_path / "card.vcf"

    assert put(services, path, CARD) == (0, 1, 0)

    found = services.records.read("contact", nora)
    (email,), (phone,), (address,) = found["emails"], found["phones"], found["addresses"]
    assert (email["opted_out_at"], email["consent"]) == ("2025-03-01T10:00:00+00:00", "letters")
    assert phone["invalid"]
    assert address["valid_from"] == "2024-05-01"
    assert (address["latitude"], address["longitude"]) == ("51.380000", "-2.360000")
    jobs = [(one["company"], one["role"], one["started_on"], one["ended_on"]) for one in found["affiliations"]]
    assert jobs == [("Harbor", "Cook", "2020-02-01", None), ("Old Mill", "Baker", None, "2019-12-31")]
    assert (found["floor"], found["shoe"]) == ("2.5", None)
    assert found["relations"] == []
    assert put(services, path, CARD) == (0, 0, 1)

    # An opt-out is never taken back by a card that is silent.
    silent = CARD.replace(';X-CRM-OPTED-OUT-AT="2025-03-01T10:00:00Z";X-CRM-CONSENT=letters', "")
    put(services, path, silent)
    assert services.records.read("contact", nora)["emails"][0]["opted_out_at"]

    # What found no home is on the card again; the relation is made when its other end is here.
    target = tmp_path / "out.vcf"
    export_records(services, "contact", target, 'name = "Nora Lind"')
    text = target.read_bytes().replace(b"\r\n ", b"").decode()
    for words in ('"Ben Castillo"', '"value": "taken"', '"not one"', "X-CRM-FIELD:no json"):
        assert text.count(words) == 1
    ben, _ = services.records.create("contact", {"name": "Ben Castillo"})
    assert put(services, path, silent) == (0, 1, 0)
    assert [one["is"] for one in services.records.read("contact", ben)["relations"]] == ["Pupil of"]
    assert "ties" not in json.loads(services.database.value("SELECT extra FROM contact WHERE id = ?", (nora,)))
    assert put(services, path, silent) == (0, 0, 1)
    services.history.undo()
    assert services.records.read("contact", ben)["relations"] == []


def test_two_of_one_name_stay_two_and_each_is_known_again(services: Services, tmp_path: Path) -> None:
    first, _ = services.records.create("contact", {"name": "John Smith"})
    second, _ = services.records.create("contact", {"name": "John Smith", "about": "the tall one"})
    target = tmp_path / "out.vcf"
    export_records(services, "contact", target)
    services.contact_commands.bin([second])
    services.records.update("contact", first, {"about": "the other"})

    # The one that lies in the Bin is made anew, and the other is not taken for it.
    done = services.importing.run(services.importing.look(target))

    assert (done.created, done.updated, done.unchanged) == (1, 0, 1)
    assert services.records.read("contact", first)["about"] == "the other"
