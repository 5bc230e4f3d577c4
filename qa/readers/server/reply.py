"""What a server said apart from the words: when, how it ended, and what it counted."""

import time
from dataclasses import dataclass, field
from typing import Any

from qa.answer import Usage
from qa.readers.server.client import Delta


@dataclass(slots=True)
class ServerReply:
    """What a server said, apart from the words."""

    started: float = field(default_factory=time.perf_counter)
    first_word: float = 0.0
    last_word: float = 0.0
    num_characters: int = 0
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None

    def take(self, delta: Delta) -> None:
        self.finish_reason = delta.finish_reason or self.finish_reason
        self.usage = delta.usage or self.usage
        if delta.text:
            self.num_characters += len(delta.text)
            self.last_word = time.perf_counter()
            self.first_word = self.first_word or self.last_word

    def usage_or_none(self) -> Usage | None:
        """What the server counted; None where it did not."""
        if not self.usage:
            return None
        num_answered = int(self.usage.get("completion_tokens") or 0)
        details = self.usage.get("prompt_tokens_details") or {}
        return Usage(
            prompt_tokens=int(self.usage.get("prompt_tokens") or 0),
            cached_tokens=int(details.get("cached_tokens") or 0),
            completion_tokens=num_answered,
            time_to_first_token=max(0.0, self.first_word - self.started),
            time_per_output_token=(self.last_word - self.first_word) / max(1, num_answered - 1),
        )
