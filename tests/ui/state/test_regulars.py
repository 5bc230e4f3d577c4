"""Who has been there for a while, and what is forgotten of whom."""

import pytest

from ui.state import regulars as module
from ui.state.regulars import KNOWN_AFTER_S, Regulars
from ui.web.owner import browser_owner, login_owner


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_cookie_is_known_after_a_while_and_a_login_at_once() -> None:
    clock, browser = Clock(), browser_owner("c" * 43)
    regulars = Regulars(clock)
    clock.now = 10 * KNOWN_AFTER_S
    regulars.note(browser)
    assert not regulars.is_known(browser)
    assert not regulars.is_known("nobody who did anything")
    assert regulars.is_known(login_owner("anna"))
    clock.now += KNOWN_AFTER_S
    regulars.note(browser)
    assert regulars.is_known(browser)


def test_the_longest_unseen_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    clock = Clock()
    regulars = Regulars(clock)
    for owner in ("first", "second", "first", "third"):
        regulars.note(owner)
    clock.now += KNOWN_AFTER_S
    assert [regulars.is_known(o) for o in ("first", "second", "third")] == [True, False, True]
