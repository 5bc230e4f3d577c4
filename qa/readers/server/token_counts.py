"""How many tokens a text has: asked of the server's own tokenizer, where it tells, else estimated.

Where a server takes few tokens an estimate is not enough: made for Qwen's encoding, it is five
times too low for Chinese text in an encoding that has no Chinese words, and too high for another.
"""

from functools import lru_cache

from qa.readers.server.client import ChatServer
from qa.readers.server.messages import num_tokens

_KEPT = 1024  # texts: the pages of a few reports


class TokenCounts:
    """Of one model of one server. Safe to use from many threads."""

    def __init__(self, server: ChatServer, model: str) -> None:
        self._server = server
        self._model = model
        self._is_told = True  # until it does not
        self._counted = lru_cache(maxsize=_KEPT)(self._count)

    def of(self, text: str) -> int:
        """Return how many tokens a text has; a server that does not tell is not asked again."""
        if self._is_told:
            try:
                return self._counted(text)
            except LookupError:
                self._is_told = False
        return num_tokens(text)

    def _count(self, text: str) -> int:
        # llama.cpp's server takes `content`, vLLM and SGLang `prompt`; neither minds the other's
        asked = {"model": self._model, "content": text, "prompt": text, "add_special_tokens": False}
        tokens = self._server.says_of_itself("tokenize", asked).get("tokens")
        if not isinstance(tokens, list):
            raise LookupError
        return len(tokens)
