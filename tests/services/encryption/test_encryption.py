"""Encrypting a workspace, opening it by passphrase, code and keyring, changing the passphrase, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.secrets.key_ring import NoKeyRing
from crm_desktop.services import encryption
from crm_desktop.services.backups import back_up_now, bring_back
from crm_desktop.services.checkup import check_workspace
from crm_desktop.services.encryption import Encrypted, WrongKey
from crm_desktop.services.glance import glance
from crm_desktop.services.last_opened import state_folder
from crm_desktop.services.opening import open_services
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.encryption import convert, new_salt, salt_of, wipe_remains
from tests.secrets.test_key_ring import InMemory
from tests.services.encryption.conftest import PASSPHRASE

OTHER = "purple mustard violin otter"


def everything(path: Path, key: bytes | None = None) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    connection = connect(path, key=key)
    try:
        return _rows(connection)
    finally:
        connection.close()


def _rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_there_and_back_nothing_is_lost(shop: Path, clock: FixedClock) -> None:
    before = everything(shop)
    key = encryption.encrypt(shop, PASSPHRASE)
    assert b"anzibarina" not in shop.read_bytes()
    assert encryption.is_encrypted(shop)
    assert everything(shop, key) == before
    services = open_services(shop, clock=clock, key=key)
    assert all(finding.ok for finding in check_workspace(services))
    services.contact_commands.quick_create("Written while encrypted")
    services.history.undo()
    services.close()
    after = everything(shop, key)
    encryption.decrypt(shop, key)
    assert shop.read_bytes().startswith(b"SQLite format 3")
    assert everything(shop) == after
    assert sorted(one.name for one in shop.parent.iterdir()) == ["shop.crm"]


def test_a_new_workspace_can_be_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    from crm_desktop.storage.workspace import create_workspace, open_workspace

    key = os.urandom(32)
    create_workspace(tmp_path / "new.crm", key=key).close()
    assert encryption.is_encrypted(tmp_path / "new.crm")
    open_workspace(tmp_path / "new.crm", key=key).close()


def test_it_opens_by_passphrase_by_code_and_by_nothing_else(shop: Path) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    code = encryption.recovery_code(key)
    for typed in (PASSPHRASE, f"  {PASSPHRASE} ", code, code.lower().replace("-", " ")):
        open_services(shop, key=encryption.key_from(shop, typed)).close()
    assert encryption.key_from_code(shop, code) == key
    with pytest.raises(Encrypted, match="is encrypted"):
        open_services(shop)
    with pytest.raises(WrongKey, match="does not open"):
        encryption.key_from(shop, "Brave cheese tunnel goat")
    with pytest.raises(WrongKey):
        open_services(shop, key=os.urandom(32))
    with pytest.raises(CrmError, match="not for “shop"):
        encryption.key_from_code(shop, encryption.recovery_code(os.urandom(32)))


def test_after_a_change_the_old_passphrase_and_the_old_sheet_open_nothing(shop: Path) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    before = everything(shop, key)
    new = encryption.change_passphrase(shop, key, OTHER)
    assert everything(shop, new) == before
    with pytest.raises(WrongKey):
        encryption.key_from(shop, PASSPHRASE)
    with pytest.raises(CrmError):
        encryption.key_from_code(shop, encryption.recovery_code(key))
    assert encryption.key_from(shop, OTHER) == new


def test_a_weak_passphrase_changes_nothing(shop: Path) -> None:
    before = shop.read_bytes()
    for weak in ("short", "shop shop shop shop"):
        with pytest.raises(CrmError, match="passphrase"):
            encryption.encrypt(shop, weak)
    with pytest.raises(CrmError, match="tries first"):
        encryption.encrypt(shop, "Sofia's Bakehouse", ["Sofia's Bakehouse"])
    assert shop.read_bytes() == before


def test_encrypting_twice_and_decrypting_what_is_plain_are_refused(shop: Path) -> None:
    with pytest.raises(CrmError, match="not encrypted"):
        encryption.decrypt(shop, os.urandom(32))
    encryption.encrypt(shop, PASSPHRASE)
    with pytest.raises(CrmError, match="already"):
        encryption.encrypt(shop, PASSPHRASE)


def test_while_it_is_open_elsewhere_it_is_not_rewritten(shop: Path) -> None:
    services = open_services(shop)
    services.contact_commands.quick_create("Saved in the log")
    with pytest.raises(CrmError, match="open elsewhere"):
        encryption.encrypt(shop, PASSPHRASE)
    services.contact_commands.quick_create("Saved after")
    services.close()
    assert not encryption.is_encrypted(shop)
    names = [row[0] for row in connect(shop).execute("SELECT name FROM contact").fetchall()]
    assert {"Saved in the log", "Saved after"} <= set(names)


def test_a_damaged_file_is_left_as_it_is(shop: Path) -> None:
    content = bytearray(shop.read_bytes())
    content[4096 * 12 : 4096 * 13] = os.urandom(4096)
    shop.write_bytes(content)
    with pytest.raises(CrmError, match="damaged"):
        convert(shop, None, os.urandom(32) + new_salt())
    assert shop.read_bytes() == content
    assert not [one for one in shop.parent.iterdir() if one.name.startswith(".")]


def test_every_page_of_an_encrypted_file_is_sealed(shop: Path) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    content = shop.read_bytes()
    for page in range(1, len(content) // 4096, 7):
        spoilt = bytearray(content)
        spoilt[page * 4096 + 99] ^= 1
        shop.write_bytes(spoilt)
        with pytest.raises(CrmError, match="damaged"):
            convert(shop, key, None)
        assert shop.read_bytes() == spoilt


def test_the_backup_of_an_encrypted_file_is_encrypted_with_the_same_passphrase(shop: Path, clock: FixedClock) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    services = open_services(shop, clock=clock, key=key)
    copy = back_up_now(services.database, services.clock)
    services.close()
    assert b"anzibarina" not in copy.read_bytes()
    assert encryption.key_from(copy, PASSPHRASE) == key
    again = bring_back(copy, shop.with_name("again.crm"))
    with pytest.raises(Encrypted):
        open_services(again)
    open_services(again, key=encryption.key_from(again, PASSPHRASE)).close()


def test_backups_that_are_plain_are_found_and_encrypted_or_deleted(shop: Path, clock: FixedClock) -> None:
    services = open_services(shop, clock=clock)
    plain = [back_up(services.database, moment=clock.now(), reason="import") for _ in range(2)]
    services.close()
    stamps = [one.stat().st_mtime for one in plain]
    key = encryption.encrypt(shop, PASSPHRASE)
    assert set(encryption.other_backups(shop, key)) == set(plain)
    done = encryption.encrypt_backups(plain[:1], key)
    assert (done.done, done.failed) == (1, ())
    assert plain[0].stat().st_mtime == stamps[0]
    assert encryption.other_backups(shop, key) == (plain[1],)
    assert encryption.delete_backups(plain[1:]).done == 1
    assert encryption.other_backups(shop, key) == ()
    new = encryption.change_passphrase(shop, key, OTHER)
    assert encryption.other_backups(shop, new) == (plain[0],)
    assert encryption.encrypt_backups(plain[:1], new, key).done == 1
    assert encryption.key_from(plain[0], OTHER)


def test_the_keyring_opens_it_until_the_window_is_locked(shop: Path, vault: InMemory) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    assert encryption.kept_key(shop) is None
    encryption.remember(key)
    assert encryption.is_kept(key)
    moved = shop.rename(shop.with_name("moved.crm"))
    assert encryption.kept_key(moved) == key
    encryption.mark_locked(key)
    assert encryption.kept_key(moved) is None
    encryption.mark_unlocked(key)
    assert encryption.kept_key(moved) == key
    new = encryption.change_passphrase(moved, key, OTHER)
    assert encryption.kept_key(moved) == new
    assert len(vault.kept) == 1
    encryption.forget(new)
    assert not vault.kept
    assert key.hex() not in json.dumps((state_folder() / "state.json").read_text("utf-8"))


def test_decrypting_takes_the_key_out_of_the_keyring(shop: Path, vault: InMemory) -> None:
    key = encryption.encrypt(shop, PASSPHRASE)
    encryption.remember(key)
    encryption.decrypt(shop, key)
    assert not vault.kept


def test_without_a_safe_keyring_nothing_is_kept_and_that_is_said(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.null import Keyring as Null

    monkeypatch.setattr("crm_desktop.secrets.key_ring._backend", Null)
    key = encryption.encrypt(shop, PASSPHRASE)
    with pytest.raises(NoKeyRing, match="no keyring"):
        encryption.remember(key)
    with pytest.raises(NoKeyRing):
        encryption.is_kept(key)
    assert encryption.kept_key(shop) is None


def test_a_wrong_key_in_the_keyring_is_as_good_as_none(shop: Path, vault: InMemory) -> None:
    encryption.encrypt(shop, PASSPHRASE)
    encryption.remember(os.urandom(32) + salt_of(shop))
    assert encryption.kept_key(shop) is None
    vault.kept[next(iter(vault.kept))] = "no hexadecimal"
    assert encryption.kept_key(shop) is None


def test_the_glance_at_start_sees_nothing(shop: Path) -> None:
    assert glance(shop) is not None
    encryption.encrypt(shop, PASSPHRASE)
    assert glance(shop) is None


def test_remains_of_a_killed_conversion_go_and_the_workspace_never_does(shop: Path) -> None:
    other = shop.with_name(".shop.crm.0badf00d.old")
    other.write_bytes(b"plain words")
    itself = shop.with_name(".shop.crm.deadbeef.old")
    os.link(shop, itself)
    held = other.open("rb")
    wipe_remains(shop)
    assert held.read() == b"\0" * 11
    held.close()
    assert not other.exists()
    assert itself.exists()
    open_services(shop).close()
    wipe_remains(shop, alone=True)
    assert not itself.exists()
    open_services(shop).close()


def test_the_old_file_is_overwritten(shop: Path) -> None:
    with shop.open("rb") as held:
        assert b"anzibarina" in held.read()
        encryption.encrypt(shop, PASSPHRASE)
        held.seek(0)
        assert not held.read().strip(b"\0")


def test_the_passphrase_gives_another_key_in_every_file(shop: Path) -> None:
    first = encryption.encrypt(shop, PASSPHRASE)
    salt = salt_of(shop)
    encryption.decrypt(shop, first)
    assert encryption.encrypt(shop, PASSPHRASE)[:32] != first[:32]
    assert salt_of(shop) != salt
