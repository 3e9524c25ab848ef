"""Resources are found in a checkout, a wheel and a frozen bundle, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.core.resources import resource_path, resource_root


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    resource_root.cache_clear()
    yield
    resource_root.cache_clear()


def test_in_this_tree() -> None:
    assert resource_path("fonts/Inter-Regular.ttf").is_file()


def test_in_a_frozen_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crm_desktop" / "_resources").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("icons/sun.svg") == tmp_path.resolve() / "crm_desktop/_resources/icons/sun.svg"
    resource_root.cache_clear()
    (tmp_path / "resources").mkdir()
    assert resource_path("icons/sun.svg") == tmp_path.resolve() / "resources/icons/sun.svg"


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/hostname", "fonts/../../README.md"])
def test_a_name_cannot_leave(name: str) -> None:
    with pytest.raises(ValueError, match="leaves"):
        resource_path(name)
