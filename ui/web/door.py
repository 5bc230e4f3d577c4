"""Which names the app answers to, whose word about a visitor is believed, and who that visitor is.

A proxy tells who asks (X-Forwarded-For, -Proto, -Host). Anybody can write those lines, so they are
believed of the proxies that were named and taken off all other requests.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Network = IPv4Network | IPv6Network
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
FORWARDED = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server")
IS_LOCAL = "pagewitness.is_local"  # the key in the scope of a request that was cleaned
TOLD_BY_PROXIES = (b"x-forwarded-proto", b"x-forwarded-host")


class Door:
    """Answers for one server. Names may be added while it serves."""

    def __init__(
        self,
        *,
        names: Iterable[str] = (),
        trusted_proxies: Iterable[Network] = (),
        is_shared: bool = False,
    ) -> None:
        """names: what browsers may call this machine besides its own names and its addresses.

        is_shared: a relay on this machine brings visitors; it is believed about the protocol and
        the name that were asked for, not about the visitor's address, which it does not check.
        """
        self._names = {"localhost", *own_names(), *map(host_name, names)}
        self._trusted = tuple(trusted_proxies)
        self._is_shared = is_shared

    def add_name(self, name: str) -> None:
        self._names.add(host_name(name))

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this app. An address does: no foreign name leads to it."""
        name = host_name(host)
        return name in self._names or _address(name) is not None

    def counts_by_address(self, scope: Scope) -> bool:
        """Whether the peer is a visitor, and not a proxy that brings many."""
        return not self._is_proxy(peer(scope))

    def cleaned(self, scope: Scope) -> Scope:
        """Return the request with its visitor's address, and with no header that is not true."""
        from_proxy = self._is_proxy(peer(scope))
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().startswith(FORWARDED)
            or (from_proxy and name.lower() in TOLD_BY_PROXIES and self._is_true(name, value))
        ]
        cleaned = {**scope, "headers": kept}
        cleaned[IS_LOCAL] = self._is_local(scope)
        if self._is_trusted(peer(scope)):
            cleaned["client"] = (self._visitor(scope), 0)
        return cleaned

    def _is_local(self, scope: Scope) -> bool:
        """Whether this machine asks for itself. A proxy beside us is seen by what it tells."""
        host = host_name(Headers(scope=scope).get("host", ""))
        told = any(name.lower().startswith(FORWARDED) for name, _ in scope["headers"])
        by_own_name = host == "localhost" or _is_in(host, LOOPBACK)
        return _is_in(peer(scope), LOOPBACK) and by_own_name and not told and not self._is_shared

    def _is_true(self, name: bytes, value: bytes) -> bool:
        return name.lower() != b"x-forwarded-host" or self.is_ours(value.decode("latin-1"))

    def _visitor(self, scope: Scope) -> str:
        """Return the last address on the way here that is none of our proxies'."""
        told = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        for address in reversed([peer.strip() for peer in told]):
            if _address(address) is None:
                break
            if not self._is_trusted(address):
                return address
        return peer(scope)

    def _is_proxy(self, address: str) -> bool:
        return self._is_trusted(address) or (self._is_shared and _is_in(address, LOOPBACK))

    def _is_trusted(self, address: str) -> bool:
        return _is_in(address, self._trusted)


def peer(scope: Scope) -> str:
    """Return the address of who opened the connection, "" where there is none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_local(scope: Scope) -> bool:
    """Whether this machine asks for itself; asked of a request that was cleaned."""
    return bool(scope.get(IS_LOCAL, False))


def is_https(scope: Scope) -> bool:
    """Whether the visitor's browser spoke https; asked of a request that was cleaned."""
    return (
        scope.get("scheme") == "https" or Headers(scope=scope).get("x-forwarded-proto") == "https"
    )


def host_name(host: str) -> str:
    """Return the name in a Host header, or in an address without path, without its port."""
    host = host.strip().lower().rpartition("//")[2].partition("/")[0]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name = host.partition(":")[0] if host.count(":") == 1 else host
    return name.rstrip(".")


def own_names() -> set[str]:
    """Return what this machine calls itself."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local"} - {"", ".local"}


def _is_in(text: str, networks: Iterable[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
