"""Whether a server holds its model to a grammar, and in which field of a request it takes one.

What the server is it says itself, at /version (vLLM) or /props (llama.cpp). Whether it heeds a
grammar shows a request of a few tokens whose grammar has one word that no model would say: servers
leave out fields that they do not know without a word. What was found stays so for this process.
"""

from collections.abc import Generator
from contextlib import closing
from typing import Any

from qa.models.errors import ModelServerError, RequestRefused
from qa.readers.server.client import ChatServer

VLLM_FIELDS = ("structured_outputs", "guided_grammar")  # since 0.11; before
LLAMA_CPP_FIELDS = ("grammar",)
TRIAL_WORD = "qx7zu"
_TRIAL_TOKENS = 16


def fields_of(name: str, grammar: str) -> dict[str, Any]:
    """Return what a request has more where its field of this name takes the grammar."""
    return {name: {"grammar": grammar} if name == "structured_outputs" else grammar}


class GrammarSupport:
    """Of one model of one server. Safe to use from many threads; two may try at once, and find the
    same.
    """

    def __init__(self, server: ChatServer, model: str) -> None:
        self._server = server
        self._model = model
        self._is_known = False
        self._field: str | None = None

    def find_out(self) -> Generator[str, None, str | None]:
        """Return the field that takes a grammar, None where there is none; yield "" while the
        server is asked. A server that cannot answer now is asked again the next time.
        """
        if not self._is_known:
            try:
                self._settle((yield from self._try_all()))
            except ModelServerError:
                return None
        return self._field

    def give_up(self) -> None:
        """Take it from now on that no grammar is taken."""
        self._settle(None)

    def _settle(self, field: str | None) -> None:
        self._field = field
        self._is_known = True

    def _try_all(self) -> Generator[str, None, str | None]:
        for name in self._candidates():
            try:
                if (yield from self._is_heeded(name)):
                    return name
            except RequestRefused:
                continue
        return None

    def _candidates(self) -> tuple[str, ...]:
        if isinstance(self._server.says_of_itself("version").get("version"), str):
            return VLLM_FIELDS
        if "default_generation_settings" in self._server.says_of_itself("props"):
            return LLAMA_CPP_FIELDS
        return ()

    def _is_heeded(self, name: str) -> Generator[str, None, bool]:
        body = {
            "model": self._model,
            "messages": [{"role": "user", "content": "Say hello."}],
            "max_tokens": _TRIAL_TOKENS,
            "temperature": 0,
            "stream": True,
            **fields_of(name, f'root ::= "{TRIAL_WORD}"'),
        }
        said = ""
        with closing(self._server.chat(body, num_tokens=_TRIAL_TOKENS)) as deltas:
            for delta in deltas:
                said += delta.text
                yield ""
        return said == TRIAL_WORD
