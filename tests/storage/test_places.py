"""Where no workspace is opened: on network drives and in folders that another program copies about."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import pytest

from crm_desktop.core.errors import UnsafePlace
from crm_desktop.storage import places
from crm_desktop.storage.places import mount_type, require_safe_place, unsafe_place
from crm_desktop.storage.workspace import create_workspace, open_workspace

MOUNTS = """\
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/sdb1 /mnt/stick vfat rw 0 0
nas:/volume /mnt/nas nfs4 rw,vers=4.2 0 0
//server/share /mnt/shop\\040files cifs rw,vers=3.1.1 0 0
ada@host:/home/ada /home/ada/far fuse.sshfs rw,nosuid 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
remote: /home/ada/cloud fuse.rclone rw 0 0
/dev/sdc1 /mnt/nas/disk ext4 rw 0 0
https://dav.example /mnt/dav fuse.davfs2 rw 0 0
nas:/new /srv nfs rw 0 0
/dev/sdd1 /srv ext4 rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ada/shop.crm", "ext4"),
        ("/tmp/shop.crm", "tmpfs"),
        ("/tmpfiles/shop.crm", "ext4"),
        ("/mnt/stick/shop.crm", "vfat"),
        ("/mnt/nas/shop.crm", "nfs4"),
        ("/mnt/nas/a/b/shop.crm", "nfs4"),
        ("/mnt/nas/disk/shop.crm", "ext4"),
        ("/mnt/shop files/shop.crm", "cifs"),
        ("/home/ada/far/shop.crm", "fuse.sshfs"),
        ("/home/ada/farther/shop.crm", "ext4"),
        ("/run/user/1000/gvfs/smb-share:server=nas/shop.crm", "fuse.gvfsd-fuse"),
        ("/home/ada/cloud/shop.crm", "fuse.rclone"),
        ("/mnt/dav/shop.crm", "fuse.davfs2"),
        ("/srv/shop.crm", "ext4"),
    ],
)
def test_the_mount_that_holds_a_path_is_found(path: str, kind: str) -> None:
    assert mount_type(PurePosixPath(path), MOUNTS) == kind


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the table of mounts calls a share."""
    share = tmp_path / "share"
    share.mkdir()
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//nas/firm {share} cifs rw 0 0\n")
    monkeypatch.setattr(places, "_MOUNTS", table)
    monkeypatch.setattr(sys, "platform", "linux")
    return share


def test_a_file_on_a_share_is_refused_and_not_touched(mounted: Path, tmp_path: Path) -> None:
    create_workspace(tmp_path / "shop.crm").close()
    path = (tmp_path / "shop.crm").rename(mounted / "shop.crm")
    before = path.read_bytes()
    with pytest.raises(UnsafePlace, match=r"network drive \(SMB\)") as refused:
        open_workspace(path)
    assert refused.value.path == path
    assert "copy-here" in refused.value.detail
    assert path.read_bytes() == before
    assert [one.name for one in mounted.iterdir()] == ["shop.crm"]


def test_nothing_is_made_on_a_share(mounted: Path) -> None:
    with pytest.raises(UnsafePlace, match="network drive"):
        create_workspace(mounted / "new.crm")
    assert list(mounted.iterdir()) == []


def test_a_link_to_a_share_does_not_hide_it(mounted: Path, tmp_path: Path) -> None:
    create_workspace(tmp_path / "shop.crm").close()
    (tmp_path / "shop.crm").rename(mounted / "shop.crm")
    (tmp_path / "link.crm").symlink_to(mounted / "shop.crm")
    with pytest.raises(UnsafePlace):
        open_workspace(tmp_path / "link.crm")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Dropbox/firm", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Sofia's Bakehouse/Documents", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive/My Drive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/Box-Box", "a cloud service"),
        ("Nextcloud/firm", "Nextcloud"),
        ("nextcloud2", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("Sync", "Syncthing"),
        ("MEGA", "MEGA"),
    ],
)
def test_the_folders_of_programs_that_synchronise_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, name: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    place = unsafe_place(tmp_path / folder / "shop.crm")
    assert place is not None
    assert (place.kind, place.name) == ("sync", name)
    with pytest.raises(UnsafePlace, match="synchronises"):
        require_safe_place(tmp_path / folder / "shop.crm")


@pytest.mark.parametrize("mark", [".dropbox.cache", ".stfolder", ".owncloudsync.log"])
def test_a_folder_of_any_name_is_known_by_what_such_programs_leave(tmp_path: Path, mark: str) -> None:
    (tmp_path / "Firm" / "deep").mkdir(parents=True)
    assert unsafe_place(tmp_path / "Firm" / "deep" / "shop.crm") is None
    (tmp_path / "Firm" / mark).mkdir()
    assert unsafe_place(tmp_path / "Firm" / "deep" / "shop.crm") is not None


@pytest.mark.parametrize("folder", ["Documents", "Dropboxes", "my dropbox notes", "projects/sync", "Boxes", "mega/x"])
def test_ordinary_folders_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert unsafe_place(tmp_path / folder / "shop.crm") is None


def test_a_table_that_cannot_be_read_forbids_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_MOUNTS", tmp_path / "nothing")
    assert unsafe_place(tmp_path / "shop.crm") is None
