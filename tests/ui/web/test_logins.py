"""Who may log in, and who guesses."""

import anyio
import pytest
from starlette.exceptions import HTTPException

from ui.web import logins
from ui.web.logins import Logins, WrongTries, visited_from


def check(logins: Logins, name: str, password: str, address: str = "192.0.2.7") -> bool:
    with visited_from(address):
        return anyio.run(logins.check, name, password)


def locked(logins: Logins, name: str, address: str) -> bool:
    try:
        check(logins, name, "wrong", address)
    except HTTPException as error:
        return error.status_code == 429
    return False


def test_the_right_password_of_a_name_opens_and_no_other() -> None:
    logins = Logins([("anna", "secret"), ("ben", "other")], {})
    assert check(logins, "anna", "secret")
    assert not check(logins, "anna", "other")
    assert not check(logins, "cleo", "secret")
    assert not check(logins, "cleo", "")


def test_five_wrong_tries_lock_a_name_for_that_address_alone() -> None:
    logins = Logins([("anna", "secret"), ("ben", "other")], {})
    for _ in range(5):
        assert not locked(logins, "anna", "192.0.2.7")
    assert locked(logins, "anna", "192.0.2.7")
    assert check(logins, "ben", "other"), "others behind the same proxy are locked out"
    assert check(logins, "anna", "secret", "192.0.2.8")


def test_right_tries_are_not_counted() -> None:
    logins = Logins([("anna", "secret")], {})
    assert all(check(logins, "anna", "secret") for _ in range(20))


def test_a_name_that_is_guessed_from_everywhere_is_locked_for_a_minute() -> None:
    now = 0.0
    guarded = Logins([("anna", "secret")], {}, clock=lambda: now)
    for number in range(logins.WRONG_PER_NAME):
        assert not locked(guarded, "anna", f"192.0.2.{number}")
    assert locked(guarded, "anna", "198.51.100.1")
    now = 61.0
    assert check(guarded, "anna", "secret", "198.51.100.1")


def test_old_tries_are_forgotten_and_the_memory_of_them_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    tries = WrongTries(1, clock=lambda: now)
    tries.count("anna", "a")
    assert tries.is_over("anna", "a")
    assert not tries.is_over("anna", "b")
    now = 61.0
    assert not tries.is_over("anna", "a")
    monkeypatch.setattr(logins, "REMEMBERED", 10)
    for number in range(100):
        tries.count(f"name {number}")
    assert len(tries) == 10
