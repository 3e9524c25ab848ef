"""Names of files that came from outside: made harmless before anything is written, and never launched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_PROGRAMS: Final = (
    ".exe .bat .cmd .com .msi .msp .msc .scr .pif .ps1 .psm1 .vbs .vbe .js .jse .mjs .ws .wsf .wsh .wsc .hta .cpl .jar "
    ".jnlp .reg .lnk .url .inf .gadget .sh .bash .zsh .csh .ksh .fish .command .app .desktop .run .bin .elf .so .dylib "
    ".appimage .deb .rpm .pkg .dmg .py .pyw .pyc .pyz .pl .rb .php .tcl .lua .workflow .action .application .appref-ms "
    ".appx .msix .xll .xlam .xla .docm .dotm .xlsm .xlsb .xltm .pptm .ppsm .potm .ppam .sldm .wll .one .iso .img .vhd "
    ".vhdx .dll .ocx .drv .sys .scf .chm .hlp .settingcontent-ms .library-ms .search-ms .searchconnector-ms .theme "
    ".diagcab .website .webloc .inetloc .fileloc .terminal .term .scpt .scptd .applescript .osx .mobileconfig .rdp "
    ".ade .adp .mde .mdb .accde .svg .svgz .htm .html .xhtml .shtml .mht .mhtml .xht"
)
RUNS: Final = frozenset(_PROGRAMS.split())
"""Endings that the computer runs, or shows with scripts and network, when asked to open them."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2044\u2215\u29f8\uff0f\uff3c\u2024\ufe52]+')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))")
_LONGEST: Final = 120
_LONGEST_BYTES: Final = 200
_LONGEST_ENDING: Final = 20
_NAMELESS: Final = "file"


def safe_name(name: str) -> str:
    """Return a name that stays in its folder on every system and reads as what it is.

    No places, control letters, letters that turn the line round or are not seen, names that Windows keeps for
    devices, dots and spaces at the ends; at most 120 letters, its ending kept.
    """
    cleaned = _UNSAFE.sub("_", "".join(letter for letter in name if not _is_hidden(letter)))
    cleaned = " ".join(cleaned.split()).strip(" .")
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) >= _LONGEST_ENDING:
        stem, dot, ending = cleaned, "", ""
    stem = stem[: _LONGEST - len(ending) - len(dot)]
    while len(f"{stem}{dot}{ending}".encode()) > _LONGEST_BYTES and stem:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}{dot}{ending}".strip(" .") or _NAMELESS


def may_open(name: str) -> bool:
    """Whether a file of this name is shown, and not run, by what the computer opens it with."""
    _, dot, ending = safe_name(name).rpartition(".")
    return f".{ending.strip().lower()}" not in RUNS if dot else True


def distinct(names: Iterable[str]) -> list[str]:
    """Return safe names, each once in any case of letters: a second `photo.jpg` is `photo (2).jpg`."""
    taken: set[str] = set()
    found: list[str] = []
    for name in map(safe_name, names):
        stem, dot, ending = name.rpartition(".")
        if not dot:
            stem, ending = name, ""
        number, candidate = 1, name
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem} ({number}){dot}{ending}"
        taken.add(candidate.casefold())
        found.append(candidate)
    return found


def _is_hidden(letter: str) -> bool:
    """Whether a letter is not seen, turns the line round, or is half of one."""
    return unicodedata.category(letter) in ("Cf", "Cs", "Co", "Cn", "Zl", "Zp") and letter not in "\u200c\u200d"
