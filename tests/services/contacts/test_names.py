"""Person names apart and together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.contacts.names import NameParts, join_name, plain, sort_key, split_name

_WORD = st.text(st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Amelia Okafor", NameParts(given="Amelia", family="Okafor")),
        ("Dr. Juan Q. Xavier de la Vega III", NameParts("Dr.", "Juan", "Q. Xavier", "de la Vega", "III")),
        ("Gabriel García Márquez", NameParts(given="Gabriel", family="García Márquez")),
        ("José Ortega y Gasset", NameParts(given="José", family="Ortega y Gasset")),
        ("Ludwig van Beethoven", NameParts(given="Ludwig", family="van Beethoven")),
        ("van der Berg, Anna", NameParts(given="Anna", family="van der Berg")),
        ("王小明", NameParts(given="小明", family="王")),
        ("欧阳修远", NameParts(given="修远", family="欧阳")),
        ("김민준", NameParts(given="민준", family="김")),
        ("たなか さくら", NameParts(given="さくら", family="たなか")),
        ("Frau Müller", NameParts("Frau", family="Müller")),
        ("Cher", NameParts(given="Cher")),
        ("", NameParts()),
    ],
)
def test_names_fall_into_their_parts(full: str, parts: NameParts) -> None:
    assert split_name(full) == parts


@pytest.mark.parametrize("full", ["王小明", "欧阳修远", "김민준", "María José García Márquez", "Ǽgean ĽdaMonté"])
def test_a_name_is_put_together_as_it_was(full: str) -> None:
    assert join_name(split_name(full)) == full


@given(st.lists(_WORD, min_size=1, max_size=6))
def test_no_word_is_lost(words: list[str]) -> None:
    full = " ".join(words)
    assert join_name(split_name(full)).split() == words


def test_most_names_of_the_collected_ones_are_taken_apart_right(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "people" / "names.json").read_text(encoding="utf-8"))
    right = 0
    for vector in vectors:
        parts = split_name(vector["input"])
        got = (parts.prefix, parts.given, parts.additional, parts.family, parts.suffix)
        keys = ("title", "first", "middle", "last", "suffix")
        right += got == tuple(vector["expect"].get(key, "") for key in keys)
    # The rest are titles such as “Lord of the Universe and Associate Supreme Queen of the World”.
    assert right >= 0.84 * len(vectors)


def test_lists_are_ordered_by_family_name_without_diacritics() -> None:
    assert sort_key("Ánna Ätherton", "Ánna", "Ätherton") == "atherton anna"
    assert sort_key("Harbor & Vine") == "harbor & vine"
    assert plain("  Straße  ÉCOLE ") == "strasse ecole"
