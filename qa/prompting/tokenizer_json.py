"""A checkpoint's tokenizer.json, checked and turned into merge ranks over bytes.

The file lists merges of pairs in the order they are tried. tiktoken knows only ranks of byte
strings and merges any two neighbours that spell one. Both give the same tokens exactly when each
merge is what byte pair encoding itself arrives at for its bytes; `_check_merges` proves that for
the whole vocabulary.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qa.errors import NotAModelFolder, UnsupportedTokenizer

FILE_NAME = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class TokenizerFile:
    """What tokenizer.json says. rank: order of merging, bytes first; id: what the model is fed."""

    pattern: str  # splits text into pieces, within which alone bytes are merged
    is_nfc: bool
    ranks: Mapping[bytes, int]
    id_of_rank: tuple[int, ...]
    token_bytes: tuple[bytes, ...]  # by id; empty for control tokens and unused ids
    added_tokens: Mapping[str, int]  # control tokens and others that text never gives


def read_tokenizer_file(folder: Path) -> TokenizerFile:
    """Read folder/tokenizer.json; raises NotAModelFolder or UnsupportedTokenizer."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotAModelFolder(folder=folder, missing=FILE_NAME) from error
    try:
        return _parse(raw)
    except _Unsupported as error:
        raise UnsupportedTokenizer(folder=folder, what=str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnsupportedTokenizer(folder=folder, what="an unknown layout") from error


class _Unsupported(Exception):
    """Carries the words for UnsupportedTokenizer up to where the folder is known."""


def _parse(raw: dict[str, Any]) -> TokenizerFile:
    model = raw["model"]
    if model.get("type") != "BPE":
        raise _Unsupported(f"a {model.get('type')} model instead of byte-level BPE")
    for option in ("dropout", "byte_fallback", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(option):
            raise _Unsupported(f"the option {option}")
    pattern = _pattern(raw.get("pre_tokenizer"))
    vocab: dict[str, int] = model["vocab"]
    bytes_of_id = {token_id: _to_bytes(token) for token, token_id in vocab.items()}
    id_of_rank, ranks = _ranks(model["merges"], vocab, bytes_of_id)
    if model.get("ignore_merges") and len(ranks) < len(vocab):
        raise _Unsupported("tokens that no merge makes, and the option ignore_merges")
    added: dict[str, int] = {}
    for token in raw.get("added_tokens") or ():
        if token.get("lstrip") or token.get("rstrip") or token.get("single_word"):
            raise _Unsupported(f"an added token that takes its surroundings ({token['content']})")
        added[token["content"]] = token["id"]
        bytes_of_id[token["id"]] = b"" if token["special"] else token["content"].encode()
    return TokenizerFile(
        pattern=pattern,
        is_nfc=_is_nfc(raw.get("normalizer")),
        ranks=ranks,
        id_of_rank=id_of_rank,
        token_bytes=tuple(bytes_of_id.get(i, b"") for i in range(max(bytes_of_id) + 1)),
        added_tokens=added,
    )


def _pattern(pre_tokenizer: dict[str, Any] | None) -> str:
    """The regular expression of Sequence[Split(Isolated), ByteLevel], as in Qwen's files."""
    steps = (pre_tokenizer or {}).get("pretokenizers", [])
    if [step["type"] for step in steps] != ["Split", "ByteLevel"]:
        raise _Unsupported("a pre-tokenizer other than a split followed by bytes")
    split, byte_level = steps
    if split.get("behavior") != "Isolated" or split.get("invert"):
        raise _Unsupported("a split that drops or joins pieces")
    if byte_level.get("add_prefix_space") or byte_level.get("use_regex"):
        raise _Unsupported("a byte level with options")
    pattern: str = split["pattern"]["Regex"]
    # tiktoken drops what no alternative matches; the file's rule keeps it as a piece of its own.
    return rf"{pattern}|(?:(?!{pattern})[\s\S])+"


def _is_nfc(normalizer: dict[str, Any] | None) -> bool:
    if normalizer is not None and normalizer != {"type": "NFC"}:
        raise _Unsupported(f"the normaliser {normalizer.get('type')}")
    return normalizer is not None


def _ranks(
    merges: list[Any], vocab: dict[str, int], bytes_of_id: dict[int, bytes]
) -> tuple[tuple[int, ...], dict[bytes, int]]:
    """Return (id by rank, rank by bytes): first the 256 bytes, then the merges in their order."""
    id_of_rank = sorted(token_id for token_id, token in bytes_of_id.items() if len(token) == 1)
    if len(id_of_rank) != 256:
        raise _Unsupported("a vocabulary without all 256 bytes")
    ranks = {bytes_of_id[token_id]: rank for rank, token_id in enumerate(id_of_rank)}
    halves = [(rank, rank) for rank in range(256)]
    for merge in merges:
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        first, second = _to_bytes(left), _to_bytes(right)
        if first + second in ranks or first not in ranks or second not in ranks:
            raise _Unsupported(f"merges out of order ({left} {right})")
        halves.append((ranks[first], ranks[second]))
        ranks[first + second] = len(id_of_rank)
        id_of_rank.append(vocab[left + right])
    _check_merges(halves)
    return tuple(id_of_rank), ranks


def _check_merges(halves: list[tuple[int, int]]) -> None:
    """Raise unless byte pair encoding of each token's bytes arrives at the token's two halves."""
    rank_of_pair = {pair: rank for rank, pair in enumerate(halves) if rank >= 256}
    for rank, (first, second) in enumerate(halves[256:], start=256):
        if not _is_reached(first, second, rank, halves, rank_of_pair):
            raise _Unsupported("merges that spell the same token in two ways")


def _is_reached(
    first: int,
    second: int,
    limit: int,
    halves: list[tuple[int, int]],
    rank_of_pair: dict[tuple[int, int], int],
) -> bool:
    """Whether no merge across the seam of two tokens comes before `limit`, their own merge.

    Takes the merges next to the seam back, the latest first, and looks each time whether the pair
    that then meets at the seam would have been merged earlier (the test of the Rust crate bpe,
    github/rust-gems).
    """
    while True:
        if rank_of_pair.get((first, second), limit) < limit:
            return False
        if first < 256 and second < 256:
            return True
        if first > second:
            limit, first = first, halves[first][1]
        else:  # of two equal pairs the left one is merged first, so `second` itself counts
            limit, second = second + 1, halves[second][0]


def _to_bytes(token: str) -> bytes:
    table = _byte_of_character()
    return bytes([table[character] for character in token])


@cache
def _byte_of_character() -> dict[str, int]:
    """GPT-2's alphabet: printable bytes stand for themselves, the others count from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(0x100 + i): byte for i, byte in enumerate(others)
    }
