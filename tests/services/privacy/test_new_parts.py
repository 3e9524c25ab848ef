"""Relations, consent, soft facts, the photo and dropped mails of an erased person are gone as well."""

from __future__ import annotations

from email.message import EmailMessage

from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.services import Services
from tests.services.privacy.planted import left_in


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = "Zqxvamy Zqxvstone <zqxvamy@zqxv.example>"
    mail["Subject"] = "Zqxvamy asks"
    mail["Message-ID"] = "<zqxv-1@zqxv.example>"
    mail.set_content("Yours, Zqxvamy")
    mail.add_attachment(b"Zqxvamy signed this", maintype="text", subtype="plain", filename="zqxv.txt")
    return mail.as_bytes()


def test_nothing_of_the_newer_parts_is_left(services: Services) -> None:
    person, friend = new_id(), new_id()
    services.contact_commands.save(
        ContactDraft(
            id=person, name="Zqxvamy Zqxvstone", interests="Zqxvsailing", family="Zqxvson", preferences="Zqxvtea",
            keep_in_touch_days=30,
            channels=(ChannelDraft("email", "zqxvamy@zqxv.example", consent="Zqxvnews", consent_source="Zqxvfair"),),
            affiliations=(AffiliationDraft(company="Harbor", role="Zqxvowner"),),
        )
    )  # fmt: skip
    services.contact_commands.save(ContactDraft(id=friend, name="Ben Castillo"))
    tie = services.contacts.relation_choices("person")[0]
    services.contact_commands.save_relation(friend, RelationDraft(person, tie.type_id, True, "of Zqxvamy"))
    services.contact_commands.set_photo(person, b"\xff\xd8 Zqxvphoto")
    services.timeline_commands.add_files([("zqxv.eml", _mail())], "contact", person)
    services.privacy_commands.erase(person)
    assert services.contacts.detail(friend).relations == ()
    assert services.database.value("SELECT count(*) FROM relation") == 0
    assert left_in(services.database.path) == []
