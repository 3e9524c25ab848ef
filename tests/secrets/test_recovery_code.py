"""The recovery code: there and back, and every slip of the pen found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.secrets.recovery_code import WrongCode, code_of, key_of, looks_like_code

keys = st.binary(min_size=32, max_size=32)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(keys)
def test_a_key_comes_back_however_the_code_is_spaced(key: bytes) -> None:
    code = code_of(key)
    assert [len(group) for group in code.split("-")] == [8] * 8
    assert key_of(code) == key_of(code.lower().replace("-", " ")) == key_of(code.replace("-", "\n")) == key
    assert key_of(code.replace("0", "O").replace("1", "l")) == key
    assert looks_like_code(code)


@given(keys, st.integers(0, 63), st.sampled_from(ALPHABET))
def test_any_one_wrong_letter_is_found_in_its_group(key: bytes, place: int, letter: str) -> None:
    letters = code_of(key).replace("-", "")
    if letters[place] != letter:
        with pytest.raises(WrongCode, match=f"Group {place // 8 + 1} "):
            key_of(letters[:place] + letter + letters[place + 1 :])


@given(keys, st.integers(0, 6))
def test_groups_in_the_wrong_order_are_found(key: bytes, place: int) -> None:
    groups = code_of(key).split("-")
    groups[place], groups[place + 1] = groups[place + 1], groups[place]
    with pytest.raises(WrongCode, match=f"Group {place + 1} "):
        key_of("-".join(groups))


def test_what_is_missing_or_foreign_is_said() -> None:
    code = code_of(bytes(32))
    with pytest.raises(WrongCode, match="63 letters and digits of 64"):
        key_of(code[:-1])
    with pytest.raises(WrongCode, match="no “U”"):
        key_of("u" + code[1:])
    assert not looks_like_code("brave cheese tunnel goat")
