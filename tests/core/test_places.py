"""Coordinates as people paste them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.places import place_of, read_place


@pytest.mark.parametrize(
    "text",
    [
        "52.52, 13.405", "52.52 13.405", "52.52;13.405", " 52.520000,13.405000 ", "52,52; 13,405",
        "geo:52.52,13.405", "geo:52.52,13.405;u=35", "geo:52.52,13.405?q=Berlin", "GEO:52.52,13.405,34",
        "52.52° N, 13.405° E", "N 52.52 E 13.405", "13.405 E, 52.52 N", "52°31'12\"N 13°24'18\"E",
        "https://www.openstreetmap.org/#map=15/52.52/13.405", "https://www.openstreetmap.org/?mlat=52.52&mlon=13.405",
        "https://maps.google.com/maps?q=52.52,13.405", "https://www.google.com/maps/place/X/@52.52,13.405,15z",
        "https://www.google.com/maps/@1,2,3z/data=!3d52.52!4d13.405",
    ],
)  # fmt: skip
def test_a_place_is_read_however_it_was_copied(text: str) -> None:
    found = read_place(text)
    assert found is not None
    assert (found.latitude, found.longitude) == (Decimal("52.520000"), Decimal("13.405000"))
    assert str(found) == "52.52, 13.405"


def test_south_and_west_are_below_nought() -> None:
    assert str(read_place("33°52′S, 151°12.5′E")) == "-33.866667, 151.208333"
    assert str(read_place("-0.5, -78.25")) == "-0.5, -78.25"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Berlin", "is no place on a map"),
        ("52.52", "is no place on a map"),
        ("52.52 N, 13.4 N", "is no place on a map"),
        ("https://example.org/52.52/13.4", "is no place on a map"),
        ("152.5, 13.4", "no latitude 152.5"),
        ("52.52, 190", "no longitude 190"),
    ],
)
def test_what_is_no_place_is_said(text: str, said: str) -> None:
    with pytest.raises(Refused) as told:
        read_place(text)
    assert said in told.value.title


def test_half_a_place_is_none() -> None:
    assert place_of(None, None) is None
    assert read_place("  ") is None
    with pytest.raises(Refused):
        place_of(Decimal(1), None)
