"""Where a workspace must not be opened: on a network share, or in a folder that another program copies about.

Between machines the locks and the shared memory of SQLite do not hold, and a program that synchronises takes the
file away piece by piece while it is being written.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from crm_desktop.core.errors import UnsafePlace

_MOUNTS = Path("/proc/self/mounts")

_NETWORK_TYPES = {
    "nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB", "smb2": "SMB", "ncpfs": "NetWare",
    "afs": "AFS", "afpfs": "AFP", "coda": "Coda", "ceph": "Ceph", "glusterfs": "GlusterFS", "lustre": "Lustre",
    "webdav": "WebDAV", "davfs": "WebDAV", "davfs2": "WebDAV", "fuse.davfs2": "WebDAV", "sshfs": "SSHFS",
    "fuse.sshfs": "SSHFS", "fuse.rclone": "rclone", "rclone": "rclone", "fuse.gvfsd-fuse": "the file manager",
    "fuse.kio-fuse": "the file manager", "fuse.smbnetfs": "SMB", "fuse.curlftpfs": "FTP", "fuse.s3fs": "S3",
    "fuse.glusterfs": "GlusterFS", "fuse.ceph": "Ceph", "fuse.onedriver": "OneDrive", "fuse.mfs": "MooseFS",
    "fuse.google-drive-ocamlfuse": "Google Drive", "fuse.dropbox": "Dropbox", "fuse.pcloud": "pCloud",
}  # fmt: skip
"""Kind of file system → what people call it."""

_SYNC_FOLDERS = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "my drive": "Google Drive", "drivefs": "Google Drive", "icloud drive": "iCloud", "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud", "mobile documents": "iCloud", "nextcloud": "Nextcloud", "owncloud": "ownCloud",
    "pcloud drive": "pCloud", "pclouddrive": "pCloud", "mega": "MEGA", "megasync": "MEGA", "seafile": "Seafile",
    "box": "Box", "box sync": "Box", "proton drive": "Proton Drive", "tresors": "Tresorit", "sync": "Syncthing",
    "cloudstorage": "a cloud service",
}  # fmt: skip
"""Name of a folder in small letters, without a number at its end → whose folder it is."""
_SYNC_BEGINNINGS = (("dropbox (", "Dropbox"), ("onedrive - ", "OneDrive"))
"""How such names begin when the account is a part of them."""
_ANYWHERE = frozenset({"Dropbox", "OneDrive", "Google Drive", "iCloud", "Nextcloud", "ownCloud", "a cloud service"})
"""Names so particular that they count wherever they stand; the others only right below the home folder."""

_MARKS = {
    ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud", ".tmp.drivedownload": "Google Drive", ".seafile-data": "Seafile",
}  # fmt: skip
"""What such programs leave in the topmost folder that they keep."""

_DRIVE_REMOTE = 4  # Windows: GetDriveTypeW
_MNT_LOCAL = 0x1000  # macOS: statfs.f_flags


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands that is no place for a workspace, and what people call it."""

    kind: Literal["network", "sync"]
    name: str

    @property
    def words(self) -> str:
        """The place within a sentence."""
        if self.kind == "network":
            return f"on a network drive ({self.name})"
        return f"in a folder that {self.name} synchronises"


def unsafe_place(path: Path) -> Place | None:
    """Return what makes this path unsafe for a workspace, None when nothing is known against it."""
    try:
        real = path.resolve()
    except OSError:
        return None
    return _sync_folder(real) or _network(real)


def require_safe_place(path: Path) -> None:
    """Raise `UnsafePlace` where a workspace cannot be kept safe."""
    place = unsafe_place(path)
    if place is not None:
        raise UnsafePlace(
            path,
            f"“{path.name}” is {place.words}, where a workspace can be damaged.",
            "Nothing was opened or changed. Work on a copy on this computer: “crm-desktop copy-here FILE” makes one.",
        )


def _sync_folder(path: Path) -> Place | None:
    home = Path.home()
    for folder in path.parents:
        word = folder.name.lower()
        name = _SYNC_FOLDERS.get(word.rstrip("0123456789")) or next(
            (whose for beginning, whose in _SYNC_BEGINNINGS if word.startswith(beginning)), ""
        )
        if name in _ANYWHERE or (name and folder.parent == home):
            return Place("sync", name)
    for folder in path.parents:
        for mark, name in _MARKS.items():
            if os.path.exists(f"{folder}/{mark}"):
                return Place("sync", name)
    return None


def _network(path: Path) -> Place | None:
    if sys.platform == "win32":
        return _network_on_windows(path)
    if sys.platform == "darwin":
        return _network_on_macos(path)
    try:
        table = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    kind = mount_type(path, table)
    return Place("network", _NETWORK_TYPES[kind]) if kind in _NETWORK_TYPES else None


def mount_type(path: PurePath, table: str) -> str:
    """Return the kind of file system that holds a path, read from a table like that of Linux."""
    best, found, here = -1, "", f"{path}/"
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1]
        if "\\" in point:
            import re

            point = re.sub(r"\\([0-7]{3})", lambda one: chr(int(one[1], 8)), point)
        # The last of several mounts on one point hides the others.
        if len(point) >= best and here.startswith(f"{point.rstrip('/')}/"):
            best, found = len(point), fields[2]
    return found


def _network_on_windows(path: Path) -> Place | None:
    if path.drive.startswith("\\\\"):
        return Place("network", path.drive)
    import ctypes

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(f"{path.drive}\\")  # noqa: B009 - on Windows only
    return Place("network", path.drive) if kind == _DRIVE_REMOTE else None


def _network_on_macos(path: Path) -> Place | None:
    import ctypes

    # struct statfs with 64-bit inodes: f_flags at 64, f_fstypename at 72; more room than it needs.
    answer = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None, use_errno=True)
    statfs = getattr(library, "statfs$INODE64", None) or library.statfs
    there = path if path.exists() else path.parent
    if statfs(os.fsencode(there), answer) != 0:
        return None
    flags = int.from_bytes(answer.raw[64:68], sys.byteorder)
    kind = answer.raw[72:88].split(b"\0")[0].decode("ascii", "replace")
    return None if flags & _MNT_LOCAL else Place("network", _NETWORK_TYPES.get(kind, kind.upper()))
