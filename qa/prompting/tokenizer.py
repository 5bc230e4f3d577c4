"""Text to token ids and back, as the model's own file says, at tiktoken's speed.

Document and question are always ordinary text: control tokens such as <|im_end|> come from
`encode_template` alone, because the encoding of text does not know them.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tiktoken

from qa.models.errors import UnsupportedTokenizer
from qa.models.gguf_file import GgufFile
from qa.prompting.byte_pairs import TokenizerFile
from qa.prompting.tokenizer_gguf import read_gguf_tokenizer
from qa.prompting.tokenizer_json import read_tokenizer_file

# tiktoken's regex engine keeps a stack entry for each character of white space and gives up, with a
# panic, near a million. Longer runs are cut here; their tokens may then differ at the cuts.
MAX_WHITE_SPACE = 100_000

# Four bytes in UTF-8, as what it stands for; no character, so nothing else is encoded so.
UNASSIGNED = "\U0001ffff"

_LONG_WHITE_SPACE = re.compile(rf"\s{{{MAX_WHITE_SPACE}}}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class ModelTokenizer:
    """One model's tokens. Safe to use from many threads."""

    def __init__(self, file: TokenizerFile, *, name: str) -> None:
        """Raise ValueError for a split pattern that tiktoken's regex engine cannot run."""
        self._encoding = tiktoken.Encoding(
            name, pat_str=file.pattern, mergeable_ranks=dict(file.ranks), special_tokens={}
        )
        self._is_nfc = file.is_nfc
        self._unspelled = _characters_of(file.missing_bytes)
        self._id_of_rank = np.array(file.id_of_rank, dtype=np.int32)
        self._ids_are_ranks = bool((self._id_of_rank == np.arange(len(self._id_of_rank))).all())
        self._token_bytes = file.token_bytes
        self._added_tokens = dict(file.added_tokens)
        longest_first = sorted(self._added_tokens, key=len, reverse=True)
        self._added_pattern = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")

    @classmethod
    def from_folder(cls, folder: Path) -> "ModelTokenizer":
        """Read a checkpoint's tokenizer.json; raises NotAModelFolder or UnsupportedTokenizer."""
        return cls._of(read_tokenizer_file(folder), folder)

    @classmethod
    def from_gguf(cls, file: GgufFile) -> "ModelTokenizer":
        """Take the vocabulary of a GGUF file; raises UnsupportedTokenizer."""
        return cls._of(read_gguf_tokenizer(file), file.path)

    @classmethod
    def _of(cls, file: TokenizerFile, path: Path) -> "ModelTokenizer":
        try:
            return cls(file, name=path.name)
        except ValueError as error:
            raise UnsupportedTokenizer(folder=path, what="an unusable split pattern") from error

    @property
    def token_bytes(self) -> tuple[bytes, ...]:
        """What each token spells, by id; empty for control tokens and unused ids."""
        return self._token_bytes

    @property
    def added_tokens(self) -> Mapping[str, int]:
        """Tokens that no text gives: control tokens, and words such as <think>."""
        return self._added_tokens

    @property
    def is_nfc(self) -> bool:
        """Whether text is brought to Unicode NFC before it is encoded."""
        return self._is_nfc

    def encode_text(self, text: str) -> list[int]:
        """Return the ids of ordinary text, whatever it spells; never the id of an added token."""
        ids: list[int] = self.encode_array(text).tolist()
        return ids

    def encode_array(self, text: str) -> npt.NDArray[np.int32]:
        """Like encode_text, for whole documents."""
        text = _LONE_SURROGATE.sub("\ufffd", text)
        if self._is_nfc:
            text = unicodedata.normalize("NFC", text)
        if self._unspelled:
            text = self._unspelled.sub(_stand_in, text)
        ranks = [self._ranks(piece) for piece in _pieces(text)]
        ranks_of_text = ranks[0] if len(ranks) == 1 else np.concatenate(ranks)
        return ranks_of_text if self._ids_are_ranks else self._id_of_rank[ranks_of_text]

    def encode_template(self, text: str) -> list[int]:
        """Return the ids of a chat template's own text, in which control tokens count as such."""
        ids: list[int] = []
        for piece in self._added_pattern.split(text):
            added = self._added_tokens.get(piece)
            ids += self.encode_text(piece) if added is None else [added]
        return ids

    def decode(self, token_ids: Iterable[int]) -> str:
        """Return the text of token ids; half characters become U+FFFD, control tokens nothing."""
        return b"".join(self._token_bytes[i] for i in token_ids).decode("utf-8", "replace")

    def stream_decoder(self) -> "StreamDecoder":
        """Return a decoder for one stream of tokens."""
        return StreamDecoder(self._token_bytes)

    def _ranks(self, text: str) -> npt.NDArray[np.int32]:
        return self._encoding.encode_to_numpy(text, disallowed_special=()).view(np.int32)


class StreamDecoder:
    """Token ids in one by one, text out; a character is held back until all its bytes have come."""

    def __init__(self, token_bytes: tuple[bytes, ...]) -> None:
        self._token_bytes = token_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, token_id: int) -> str:
        """Return the text that this token completes; may be empty."""
        return self._decoder.decode(self._token_bytes[token_id])

    def finish(self) -> str:
        """Return U+FFFD if the stream ended within a character, else nothing."""
        return self._decoder.decode(b"", final=True)


def _characters_of(missing_bytes: Iterable[int]) -> re.Pattern[str] | None:
    """Characters whose UTF-8 has one of these bytes, control characters or of far planes."""
    ranges = [(byte, byte) for byte in missing_bytes if byte < 0x80]
    ranges += [
        (first := (byte - 0xF0) << 18, min(first + 0x3FFFF, 0x10FFFF))
        for byte in missing_bytes
        if 0xF1 <= byte <= 0xF4
    ]
    if not ranges:
        return None
    return re.compile(f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in ranges)}]")


def _stand_in(found: re.Match[str]) -> str:
    """Of as many bytes in UTF-8, by which characters are counted."""
    return " " if found[0].isascii() else UNASSIGNED


def _pieces(text: str) -> list[str]:
    if len(text) <= MAX_WHITE_SPACE:
        return [text]
    cuts = [0, *(match.end() for match in _LONG_WHITE_SPACE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]
