"""Who is asking: a random cookie per browser, or the login name. All that is stored hangs on it."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

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
    return "login:" + user_name


def owner_of(cookies: Mapping[str, str], user_name: str | None) -> str | None:
    """Return the owner behind a request, or None where neither login nor cookie is there."""
    if user_name is not None:
        return login_owner(user_name)
    cookie = cookies.get(COOKIE_NAME)
    return browser_owner(cookie) if cookie is not None and is_cookie(cookie) else None


def logged_in_user(request: Request) -> str | None:
    """Return who is logged in, by the cookies that Gradio's login page sets."""
    app: Any = request.app
    for kind in ("access-token", "access-token-unsecure"):
        token = request.cookies.get(f"{kind}-{app.cookie_id}")
        if token is not None and token in app.tokens:
            return str(app.tokens[token])
    return None


def owner_of_request(request: Request) -> str | None:
    """Return the owner behind a request to one of our own routes; None means: refuse it."""
    app: Any = request.app
    user_name = logged_in_user(request)
    if app.auth is not None and user_name is None:
        return None
    return owner_of(request.cookies, user_name)
