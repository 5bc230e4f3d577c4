"""The headers that every answer gets: what a browser may do with it, and whose the cookies are."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message

from ui.web.owner import COOKIE_NAME, COOKIE_SECONDS

# Gradio's pages need inline scripts and eval (templates are compiled in the browser); everything
# that could carry data out - images, forms, connections, frames - stays at home.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def add_headers(message: Message, cookie: str | None, reference: str, *, https: bool) -> None:
    """Add them to the start of an answer. cookie: a new one for this browser. reference: of the
    request, see ui.operations.references.
    """
    headers = MutableHeaders(scope=message)
    headers["x-request-id"] = reference
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    set_before = headers.getlist("set-cookie")
    if set_before:
        del headers["set-cookie"]
    for value in set_before:
        headers.append("set-cookie", own_site_only(value, https=https))
    if cookie is not None:
        flags = f"Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}"
        flags += "; Secure" if https else ""
        headers.append("set-cookie", f"{COOKIE_NAME}={cookie}; {flags}")


def own_site_only(cookie: str, *, https: bool) -> str:
    """Return a Set-Cookie line whose cookie no other site sends along, nor http beside https."""
    parts = [part.strip() for part in cookie.split(";")]
    kept = [part for part in parts if not part.lower().startswith("samesite")]
    if https and "secure" not in (part.lower() for part in kept):
        kept.append("Secure")
    return "; ".join([*kept, "SameSite=Lax"])
