"""Person names taken apart and put together; no word is ever dropped or moved within its part.

`split_name` is made for Western and Spanish names, and for Chinese, Japanese and Korean names written in
their own script, which are never cut inside a run of letters that could be one name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES = _words(
    "mr mrs ms miss mx dr prof professor doctor rev reverend fr father sir dame lord lady hon honorable honourable "
    "capt captain col colonel maj major lt lieutenant gen general sgt sergeant adm admiral herr frau fraulein mme "
    "mlle monsieur madame sr sra srta don doña dona sig signora ing dipl-ing mag dott dra lic president "
    "king queen prince princess judge senator ambassador bishop cardinal pope rabbi imam sheikh shaikh "
    "brother sister bro"
)
_BEFORE_GIVEN = _words("sir dame king queen prince princess pope sheikh shaikh brother sister bro father fr lady")
_SUFFIXES = _words(
    "jr jnr junior snr esq esquire ii iii iv v phd ph.d md m.d dds dvm mba cpa llb llm bsc msc ba ma obe mbe cbe kbe "
    "frs qc kc rn pe cfp clu chfc j.d jd"
)
_AMBIGUOUS_SUFFIXES = frozenset(("sr", "i", "v", "ma", "ba", "pe", "do"))
_PARTICLES = _words(
    "van von vom zum zur der den de del della di da das do dos du des la le las los lo ter ten te af av "
    "abu ibn bin bint al el st santa mac y und and of the 't vande vander"
)
_JOINERS = frozenset(("y", "und", "and", "&", "of", "the"))
_COUPLES = frozenset(("and", "und", "&", "+"))
_LETTERS_AFTER_NAME = re.compile(r"[A-Z][A-Z.]{1,6}")
_SPANISH_SURNAMES = _words(
    "garcía garcia lópez lopez gonzález gonzalez rodríguez rodriguez fernández fernandez martínez martinez "
    "sánchez sanchez pérez perez gómez gomez martín díaz diaz hernández hernandez muñoz munoz álvarez alvarez "
    "moreno romero alonso gutiérrez gutierrez navarro torres domínguez dominguez vázquez vazquez ramos serrano "
    "blanco molina morales suárez suarez ortega delgado castro ortiz rubio marín sanz iglesias medina garrido "
    "cortés castillo santos lozano guerrero cano prieto méndez mendez cruz flores herrera peña márquez marquez "
    "cabrera vega fuentes carrasco reyes aguilar rojas vargas silva souza sousa santos oliveira pereira costa "
    "ferreira almeida carvalho gomes martins rocha ribeiro barbosa lima"
)
_CHINESE_DOUBLE = _words("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 公孙 令狐 慕容")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_NICKNAME = re.compile(r"\s*[(“\"]([^)”\"]+)[)”\"]\s*")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name in its parts, each as it was written."""

    prefix: str = ""
    given: str = ""
    additional: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""


def split_name(full: str) -> NameParts:
    """Take a name apart; `join_name` of the result has the same words as `full` without its commas."""
    nicknames = [found.strip() for found in _NICKNAME.findall(full)]
    text = " ".join(_NICKNAME.sub(" ", full).split()) if nicknames else " ".join(full.split())
    nickname = " ".join(nicknames)
    if not text:
        return NameParts(nickname=nickname)
    if _EAST_ASIAN.search(text):
        family, given = _split_east_asian(text)
        return NameParts(given=given, family=family, nickname=nickname)
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if not pieces:
        return NameParts(nickname=nickname)
    suffixes: list[str] = []
    while len(pieces) > 1 and _is_after_name(pieces[-1], first_comma=len(pieces) == 2):
        suffixes.insert(0, pieces.pop())
    if len(pieces) == 1:
        prefix, given, additional, family, suffix = _split_words(pieces[0].split())
    else:
        family_words = pieces[0].split()
        trailing = _take_suffixes(family_words)
        prefix, given, additional, suffix = _split_given(" ".join(pieces[1:]).split())
        if not family_words:
            family_words, trailing = trailing, []
        family = " ".join(family_words)
        suffix = ", ".join(part for part in (" ".join(trailing), suffix) if part)
    suffix = ", ".join(part for part in (suffix, ", ".join(suffixes)) if part)
    return NameParts(prefix, given, additional, family, suffix, nickname)


def join_name(parts: NameParts) -> str:
    """Put a name together as it is shown: Chinese and Korean family name first and without a space."""
    both = parts.family + parts.given
    if both and all(_HAN.fullmatch(part) or _HANGUL.fullmatch(part) for part in (parts.family, parts.given) if part):
        return " ".join(part for part in (parts.prefix, both, parts.suffix) if part)
    words = (parts.prefix, parts.given, parts.additional, parts.family)
    name = " ".join(word for word in words if word)
    return f"{name} {parts.suffix}".strip() if parts.suffix else name


def sort_key(name: str, given: str = "", family: str = "") -> str:
    """What lists are ordered by: family name before given name, in small letters without diacritics."""
    return plain(f"{family} {given}" if family else name)


def plain(text: str) -> str:
    """A text in small letters without diacritics, for comparing and ordering."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())


def _split_east_asian(text: str) -> tuple[str, str]:
    words = text.split()
    if len(words) == 2:
        return words[0], words[1]
    if len(words) > 2:
        return words[0], " ".join(words[1:])
    if _HAN.fullmatch(text) and len(text) in (3, 4) and text[:2] in _CHINESE_DOUBLE:
        return text[:2], text[2:]
    if _HAN.fullmatch(text) and len(text) in (2, 3):
        return text[0], text[1:]
    if _HANGUL.fullmatch(text) and len(text) == 3:
        return text[0], text[1:]
    return "", text


def _split_words(words: list[str]) -> tuple[str, str, str, str, str]:
    prefixes = _take_prefixes(words)
    suffix = " ".join(_take_suffixes(words)) if len(words) > 1 else ""
    prefix = " ".join(prefixes)
    if not words:
        return prefix, "", "", "", suffix
    if len(words) == 1:
        is_family = prefixes and _key(prefixes[-1]) not in _BEFORE_GIVEN
        return (prefix, "", "", words[0], suffix) if is_family else (prefix, words[0], "", "", suffix)
    if len(words) >= 4 and words[1].casefold() in _COUPLES:
        # “John and Jane Smith”: two given names.
        words[:3] = [" ".join(words[:3])]
    start = _family_start(words)
    return prefix, words[0], " ".join(words[1:start]), " ".join(words[start:]), suffix


def _split_given(words: list[str]) -> tuple[str, str, str, str]:
    prefix = " ".join(_take_prefixes(words))
    suffix = " ".join(_take_suffixes(words)) if len(words) > 1 else ""
    return prefix, words[0] if words else "", " ".join(words[1:]), suffix


def _family_start(words: list[str]) -> int:
    """Where the family name begins in at least two words; never at the first."""
    last = len(words) - 1
    start = last
    for index in range(1, last):
        if _key(words[index]) in _PARTICLES:
            start = index
            break
    if start < last:
        # “Ortega y Gasset”: what the joiner joins belongs to the family name.
        return start - 1 if _key(words[start]) in _JOINERS and start > 1 else start
    if last >= 2 and _is_spanish(words[last - 1]) and _is_spanish(words[last]):
        return last - 1
    return last


def _is_spanish(word: str) -> bool:
    return _key(word) in _SPANISH_SURNAMES


def _take_prefixes(words: list[str]) -> list[str]:
    taken: list[str] = []
    while len(words) > 1 and _key(words[0]) in _PREFIXES:
        taken.append(words.pop(0))
    return taken


def _take_suffixes(words: list[str]) -> list[str]:
    taken: list[str] = []
    while len(words) > 1 and _is_suffix(words[-1], alone=len(words) > 2):
        taken.insert(0, words.pop())
    return taken


def _is_after_name(piece: str, *, first_comma: bool) -> bool:
    """Whether a piece between commas follows the name: “Jr.”, “PhD”, “CFP” (but “DOE, JOHN” is a name)."""
    words = piece.split()
    if all(_is_suffix(word, alone=True) for word in words):
        return True
    return not first_comma and all(_LETTERS_AFTER_NAME.fullmatch(word) for word in words)


def _is_suffix(word: str, *, alone: bool) -> bool:
    key = _key(word).replace(".", "")
    if key in _SUFFIXES:
        return alone or key not in _AMBIGUOUS_SUFFIXES
    return key == "sr" and alone


def _key(word: str) -> str:
    return word.casefold().strip(".,")
