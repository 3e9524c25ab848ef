"""Passphrases: the key that they give, which are refused and why, what is suggested."""

from __future__ import annotations

import unicodedata

import pytest

from crm_desktop.secrets.passphrase import WeakPassphrase, derive_key, normal_form, require_strong, suggest
from crm_desktop.secrets.passphrase_words import WORDS

SALT = bytes(range(16))


def test_the_key_is_argon2id_with_the_second_parameters_of_rfc_9106() -> None:
    from argon2.low_level import Type, hash_secret_raw

    expected = hash_secret_raw(b"brave cheese", SALT, 3, 65536, 4, 32, Type.ID)
    assert derive_key("brave cheese", SALT) == expected
    assert derive_key("brave cheese", bytes(16)) != expected


def test_argon2id_gives_the_vector_of_rfc_9106() -> None:
    from argon2 import low_level

    # Section 5.3 uses a secret and associated data, which the binding does not take; this one is the
    # reference implementation's own for the plain form (test.c: version 0x13, t=2, m=2^16, p=1).
    found = low_level.hash_secret_raw(b"password", b"somesalt", 2, 65536, 1, 32, low_level.Type.ID)
    assert found.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_how_a_keyboard_composes_letters_and_spaces_does_not_matter() -> None:
    composed = "gr\u00fcne  K\u00e4se\u00a0Br\u00fccke "
    assert normal_form(unicodedata.normalize("NFD", composed)) == "gr\u00fcne K\u00e4se Br\u00fccke"


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "0 characters"),
        ("short", "5 characters"),
        ("aaaaaaaaaaaaaaaa", "the same few"),
        ("abcdeqabcdeqabcdeq", "over and over|row"),
        ("123456789012345", "row"),
        ("qwertyuiopasdfgh", "row"),
        ("poiuztrewqlkjhgf", "row"),
        ("password1234", "tries first"),
        ("PassworT passwort 99", "tries first"),
        ("Sofia's Bakehouse 1", "tries first"),
        ("sofias.bakehouse", "tries first"),
    ],
)
def test_what_would_be_guessed_is_refused_with_the_reason(passphrase: str, reason: str) -> None:
    with pytest.raises(WeakPassphrase, match=reason):
        require_strong(passphrase, ["Sofia's Bakehouse"])


@pytest.mark.parametrize(
    "passphrase",
    ["brave cheese tunnel", "Der Käse liegt im Tunnel", "x7#kQ!m29vLp", "今日は雨が降っていますが明日は晴れ"],
)
def test_what_would_not_is_taken(passphrase: str) -> None:
    require_strong(passphrase, ["Sofia's Bakehouse"])


def test_what_is_suggested_is_strong_and_never_the_same() -> None:
    suggested = {suggest() for _ in range(50)}
    assert len(suggested) == 50
    for one in suggested:
        assert len(one.split()) == 6
        require_strong(one)


def test_the_words_are_many_distinct_and_plain() -> None:
    assert len(set(WORDS)) == len(WORDS) > 800
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 10 for word in WORDS)
