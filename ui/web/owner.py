"""Who is asking: a random cookie per browser, or the login name. All that is stored hangs on it."""

import hashlib
import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request

from ui.gradio_compat import asks_for_login, logged_in_user
from ui.state.regulars import LOGIN

COOKIE_NAME = "pagewitness"
COOKIE_SECONDS = 400 * 24 * 3600  # the longest a browser keeps a cookie


def new_cookie() -> str:
    """Return 256 random bits: nobody guesses another browser's."""
    return secrets.token_urlsafe(32)


def is_cookie(value: str | None) -> bool:
    """Whether the value has the shape of one of ours (43 URL-safe characters)."""
    return value is not None and re.fullmatch(r"[A-Za-z0-9_-]{43}", value) is not None


def browser_owner(cookie: str) -> str:
    """Return the owner name of a browser. The cookie itself is never stored on the server."""
    return "browser:" + hashlib.sha256(cookie.encode()).hexdigest()[:32]


def login_owner(user_name: str) -> str:
    """Return the owner name of a login: the same documents in every browser of that person."""
    return LOGIN + user_name


def owner_of(cookies: Mapping[str, str], user_name: str | None) -> str | None:
    """Return the owner behind a request, or None where neither login nor cookie is there."""
    if user_name is not None:
        return login_owner(user_name)
    cookie = cookies.get(COOKIE_NAME)
    return browser_owner(cookie) if cookie is not None and is_cookie(cookie) else None


class NotLoggedIn(Exception):
    """The app asks for a login and this visitor has none."""


def owner_of_visitor(request: Request) -> str | None:
    """Return the owner behind any request, None for a browser without our cookie.

    Raises NotLoggedIn.
    """
    user_name = logged_in_user(request)
    if asks_for_login(request) and user_name is None:
        raise NotLoggedIn
    return owner_of(request.cookies, user_name)


def owner_of_request(request: Request) -> str | None:
    """Return the owner behind a request to one of our own routes; None means: refuse it."""
    try:
        return owner_of_visitor(request)
    except NotLoggedIn:
        return None
