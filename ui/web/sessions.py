"""Whose tab a session hash is: the owner who used it first, and nobody else's from then on.

Gradio's page makes the hash up, and whoever knows one reads that tab's stream. So the guard lets a
request with a hash through only when it comes from the hash's own owner.
"""

import json
from collections import OrderedDict
from collections.abc import Collection
from urllib.parse import parse_qs

HASHES_PER_OWNER = 200  # a page loaded anew is a new one; the longest unused is forgotten
OWNERS = 20_000
MAX_HASH_CHARS = 100


class SessionOwners:
    """Session hashes by owner. For one event loop; nothing here waits."""

    def __init__(self, *, hashes_per_owner: int = HASHES_PER_OWNER, owners: int = OWNERS) -> None:
        self._hashes_per_owner = hashes_per_owner
        self._max_owners = owners
        self._owner_of: dict[str, str] = {}
        self._hashes_of: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def is_owners(self, session_hash: str, owner: str) -> bool:
        """Whether the hash is this owner's; one that nobody has becomes it."""
        if self._owner_of.setdefault(session_hash, owner) != owner:
            return False
        hashes = self._hashes_of.setdefault(owner, OrderedDict())
        hashes[session_hash] = None
        hashes.move_to_end(session_hash)
        self._hashes_of.move_to_end(owner)
        if len(hashes) > self._hashes_per_owner:
            oldest, _ = hashes.popitem(last=False)
            del self._owner_of[oldest]
        if len(self._hashes_of) > self._max_owners:
            _, forgotten = self._hashes_of.popitem(last=False)
            for session_hash in forgotten:
                del self._owner_of[session_hash]
        return True

    def hashes(self, owner: str) -> Collection[str]:
        """Return the hashes of an owner that are remembered."""
        return self._hashes_of.get(owner, {}).keys()


def hash_in_query(query: bytes) -> str | None:
    """Return the one session hash of a query; None where there is none, or more than one."""
    try:
        values = parse_qs(query.decode("latin-1"), max_num_fields=10).get("session_hash", [])
    except ValueError:
        return None
    return values[0] if len(values) == 1 and len(values[0]) <= MAX_HASH_CHARS else None


def hash_in_body(data: bytes) -> str | None:
    """Return the session hash of a JSON body; None where none can be read."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    value = body.get("session_hash") if isinstance(body, dict) else None
    return value if isinstance(value, str) and 0 < len(value) <= MAX_HASH_CHARS else None
