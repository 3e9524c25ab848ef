from __future__ import annotations

import pytest

from crm_desktop.ui.theme.style_sheet import build_style_sheet
from crm_desktop.ui.theme.tokens import CONTRAST_PAIRS, DARK, HIGH_CONTRAST, LIGHT, TYPE, contrast_ratio

SETS = {"light": LIGHT, "dark": DARK}


def test_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_there_are_98_pairs_in_each_of_two_sets() -> None:
    assert len(CONTRAST_PAIRS) == 98
    assert len(set(CONTRAST_PAIRS)) == 98


@pytest.mark.parametrize("name", SETS)
def test_every_pair_that_may_meet_is_readable(name: str) -> None:
    tokens = SETS[name]
    pale = [
        pair for pair in CONTRAST_PAIRS if contrast_ratio(tokens[pair.foreground], tokens[pair.ground]) < pair.needed
    ]
    assert pale == []


def test_light_and_dark_name_the_same_tokens() -> None:
    assert set(LIGHT) == set(DARK)
    assert set(HIGH_CONTRAST) | set(HIGH_CONTRAST.values()) <= set(LIGHT)


def test_nothing_is_smaller_than_12_pixels() -> None:
    assert min(step.size for step in TYPE.values()) >= 12


@pytest.mark.parametrize("name", SETS)
def test_style_sheet_has_no_open_token(name: str) -> None:
    sheet = build_style_sheet(SETS[name])
    assert "$" not in sheet
    assert "@" not in sheet
    assert sheet.count("{") == sheet.count("}")
