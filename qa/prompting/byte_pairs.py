"""A byte-level BPE vocabulary as merge ranks over bytes, and the proof that they say the same.

A tokenizer's file lists merges of pairs in the order they are tried. tiktoken knows only ranks of
byte strings and merges any two neighbours that spell one. Both give the same tokens exactly when
each merge is what byte pair encoding itself arrives at for its bytes; `_check_merges` proves that
for the whole vocabulary. Llama 3's files are the other way round: made of ranks, with every pair
that spells a token as a merge; `_check_is_complete` proves that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

# Bytes that may have no token: control characters, what UTF-8 never has, and the first bytes of
# planes without characters that a report could hold.
DISPENSABLE = frozenset({*range(0x20), 0x7F, 0xC0, 0xC1, *range(0xF1, 0x100)} - set(b"\t\n\r"))


@dataclass(frozen=True, slots=True)
class TokenizerFile:
    """What a tokenizer's file says. rank: order of merging, bytes first; id: what the model is
    fed.
    """

    pattern: str  # splits text into pieces, within which alone bytes are merged
    is_nfc: bool
    ranks: Mapping[bytes, int]
    id_of_rank: tuple[int, ...]
    token_bytes: tuple[bytes, ...]  # by id; empty for control tokens and unused ids
    added_tokens: Mapping[str, int]  # control tokens and others that text never gives
    missing_bytes: frozenset[int] = frozenset()  # that no token spells


class UnsupportedTokens(Exception):
    """Carries the words for UnsupportedTokenizer up to where the file is known."""


def merge_ranks(
    merges: Sequence[tuple[str, str]],
    vocab: Mapping[str, int],
    bytes_of_id: Mapping[int, bytes],
    *,
    ignore_merges: bool,
) -> tuple[tuple[int, ...], dict[bytes, int]]:
    """Return (id by rank, rank by bytes): first the bytes, then the merges in their order.

    ignore_merges: a piece that is a token stays whole, whatever merges would do. bytes_of_id: what
    each token of the vocabulary spells. Raises UnsupportedTokens, and KeyError where a merge makes
    no token.
    """
    id_of_rank = sorted(token_id for token_id, token in bytes_of_id.items() if len(token) == 1)
    ranks = {bytes_of_id[token_id]: rank for rank, token_id in enumerate(id_of_rank)}
    num_bytes = len(ranks)
    if num_bytes < len(id_of_rank) or not missing_bytes(ranks) <= DISPENSABLE:
        raise UnsupportedTokens("a vocabulary without all bytes of text")
    pairs = [(to_bytes(left), to_bytes(right)) for left, right in merges]
    last = 0
    for (left, right), (first, second) in zip(merges, pairs, strict=True):
        rank = ranks.setdefault(first + second, len(ranks))
        if rank < max(last, num_bytes):
            raise UnsupportedTokens(f"merges out of order ({left} {right})")
        if rank == len(id_of_rank):
            id_of_rank.append(vocab[left + right])
        last = rank
    if ignore_merges and len(ranks) < len(vocab):
        raise UnsupportedTokens("tokens that no merge makes, and the option ignore_merges")
    if len(pairs) == len(ranks) - num_bytes:
        _check_merges(pairs, ranks, num_bytes)
    elif ignore_merges:
        _check_is_complete(pairs, ranks)
    else:
        raise UnsupportedTokens("merges that spell the same token in two ways")
    return tuple(id_of_rank), ranks


def missing_bytes(ranks: Mapping[bytes, int]) -> frozenset[int]:
    """Bytes that are no token."""
    return frozenset(byte for byte in range(256) if bytes([byte]) not in ranks)


def _check_is_complete(pairs: Sequence[tuple[bytes, bytes]], ranks: Mapping[bytes, int]) -> None:
    """Raise unless any two tokens that spell a third are among its merges: then a rule over pairs
    and one over what they spell choose alike.
    """
    known = set(pairs)
    for token in ranks:
        for cut in range(1, len(token)):
            pair = token[:cut], token[cut:]
            if pair[0] in ranks and pair[1] in ranks and pair not in known:
                raise UnsupportedTokens("merges that spell the same token in two ways")


def _check_merges(
    pairs: Sequence[tuple[bytes, bytes]], ranks: Mapping[bytes, int], num_bytes: int
) -> None:
    """Raise unless byte pair encoding of each token's bytes arrives at the token's two halves."""
    halves = [(rank, rank) for rank in range(num_bytes)]
    for first, second in pairs:
        rank = len(halves)
        if ranks.get(first, rank) >= rank or ranks.get(second, rank) >= rank:
            raise UnsupportedTokens("merges out of order")
        halves.append((ranks[first], ranks[second]))
    rank_of_pair = {pair: rank for rank, pair in enumerate(halves) if rank >= num_bytes}
    for rank, (first_rank, second_rank) in enumerate(halves[num_bytes:], start=num_bytes):
        if not _is_reached(first_rank, second_rank, rank, halves, rank_of_pair, num_bytes):
            raise UnsupportedTokens("merges that spell the same token in two ways")


def _is_reached(
    first: int,
    second: int,
    limit: int,
    halves: list[tuple[int, int]],
    rank_of_pair: dict[tuple[int, int], int],
    num_bytes: int,
) -> bool:
    """Whether no merge across the seam of two tokens comes before `limit`, their own merge.

    Takes the merges next to the seam back, the latest first, and looks each time whether the pair
    that then meets at the seam would have been merged earlier (the test of the Rust crate bpe,
    github/rust-gems).
    """
    while True:
        if rank_of_pair.get((first, second), limit) < limit:
            return False
        if first < num_bytes and second < num_bytes:
            return True
        if first > second:
            limit, first = first, halves[first][1]
        else:  # of two equal pairs the left one is merged first, so `second` itself counts
            limit, second = second + 1, halves[second][0]


def to_bytes(token: str) -> bytes:
    """What a token spells in GPT-2's alphabet; KeyError for characters that are not of it."""
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
