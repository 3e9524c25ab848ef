"""Lists of numbers worked upon in parts are what they are in one piece."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services import number_lists

NUMBERS = st.lists(st.integers(0, 2**62), max_size=40)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_lists, "_TEXT_PART", 7)
    monkeypatch.setattr(number_lists, "_PART", 3)


@given(NUMBERS)
def test_a_list_is_read_as_json_has_it(numbers: list[int]) -> None:
    assert number_lists.read_numbers(json.dumps(numbers, separators=(",", ":"))).tolist() == numbers


@given(NUMBERS, st.sets(st.integers(0, 40)))
def test_what_is_kept_keeps_its_order(numbers: list[int], among: set[int]) -> None:
    few = array("q", [number % 40 for number in numbers])
    assert number_lists.members(few) == set(few)
    assert number_lists.only(few, among).tolist() == [number for number in few if number in among]
