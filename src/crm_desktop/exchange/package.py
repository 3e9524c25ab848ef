"""A ZIP for people: files under names that unpack into their own folder on every system."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from crm_desktop.core.file_names import safe_name

_PRIVATE = 0o600 << 16
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_package(file: IO[bytes], entries: Iterable[tuple[str, bytes]], moment: datetime) -> int:
    """Write entries (path with `/`, bytes) one after the other, every part of a path made safe; return how many."""
    count = 0
    stamp = max((moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second), _EARLIEST)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in entries:
            info = zipfile.ZipInfo("/".join(safe_name(part) for part in path.split("/")), stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _PRIVATE
            package.writestr(info, content)
            count += 1
    return count
