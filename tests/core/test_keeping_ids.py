"""A record that comes from elsewhere keeps its own id; what belongs to it gets new ones."""

from __future__ import annotations

from threading import Thread

from crm_desktop.core.ids import keeping, new_id


def test_only_the_first_id_asked_for_is_the_kept_one() -> None:
    own = "0" * 32
    with keeping(own):
        first, second = new_id(), new_id()
    assert first == own
    assert own not in (second, new_id())


def test_an_id_that_nobody_asked_for_is_not_left_over() -> None:
    with keeping("0" * 32):
        pass
    assert new_id() != "0" * 32


def test_another_thread_does_not_take_it() -> None:
    found: list[str] = []
    with keeping("0" * 32):
        other = Thread(target=lambda: found.append(new_id()))
        other.start()
        other.join()
        assert new_id() == "0" * 32
    assert found[0] != "0" * 32
