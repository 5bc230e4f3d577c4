"""How long passes take on this machine, and how much may be read between two words of an answer."""

from typing import Protocol

MAX_INTER_TOKEN_LATENCY_S = 0.2
MARGIN = 0.8  # of that maximum is planned for: what comes may take longer than what was
MIN_CHUNK = 16  # below this a chunk costs almost the same time for fewer tokens
HALF_LIFE_CHUNKS = 4  # what was measured so many of the largest chunks ago counts half


class NetworkShape(Protocol):
    """What the operations of a pass depend on."""

    @property
    def hidden_size(self) -> int: ...
    @property
    def intermediate_size(self) -> int: ...
    @property
    def num_heads(self) -> int: ...
    @property
    def num_kv_heads(self) -> int: ...
    @property
    def head_dim(self) -> int: ...


class LatencyModel:
    """Learned from the passes that were made. Seconds; tokens.

    Linear layers cost every token the same, attention grows with what stands before it: measured
    times are shared out by their operations. The two are not equally fast, so the time of an
    operation is kept for each power of two of tokens before, and the longest is reckoned with. What
    a pass costs however short it is, is taken to be what the shortest step of decoding took; since
    that may be wrong, chunks grow no more than twofold.
    """

    def __init__(self, shape: NetworkShape) -> None:
        heads, kv_heads = shape.num_heads * shape.head_dim, shape.num_kv_heads * shape.head_dim
        self._linear = (
            2 * shape.hidden_size * (2 * heads + 2 * kv_heads + 3 * shape.intermediate_size)
        )
        self._attention = 4 * heads  # per token that stands before
        self._read_s = self._read_operations = 0.0  # of all reading, the older the less
        self._largest_chunk = 1
        self._operation_s: dict[int, float] = {}  # by bits of the number of tokens before
        self._decode_s = 0.0
        self._shortest_decode_s = 0.0
        self._last_chunk = MIN_CHUNK

    def note_reading(self, num_tokens: int, past: int, seconds: float) -> None:
        """A pass over num_tokens that stand behind `past` others took this long."""
        operations = num_tokens * self._operations(past)
        self._largest_chunk = max(self._largest_chunk, num_tokens)
        kept = 0.5 ** (num_tokens / (HALF_LIFE_CHUNKS * self._largest_chunk))
        self._read_s = kept * self._read_s + seconds
        self._read_operations = kept * self._read_operations + operations
        beyond = max(seconds - self._shortest_decode_s, seconds / 10)
        self._operation_s[past.bit_length()] = beyond / operations
        self._last_chunk = num_tokens

    def note_decode(self, seconds: float) -> None:
        """One token for everybody who is being answered took this long."""
        self._decode_s = seconds
        self._shortest_decode_s = min(seconds, self._shortest_decode_s or seconds)

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Seconds to read a document of this length at the rate of the last passes; None before the
        first.
        """
        if not self._read_operations:
            return None
        operation_s = self._read_s / self._read_operations
        return num_tokens * self._operations(num_tokens / 2) * operation_s

    def chunk_within_stall(self, past: int) -> int:
        """How many tokens behind `past` others can be read between two words of an answer.

        At least MIN_CHUNK, however slow the machine; few different numbers, because fast attention
        kernels are prepared for each.
        """
        if not self._operation_s:
            return MIN_CHUNK
        left = MARGIN * MAX_INTER_TOKEN_LATENCY_S - self._decode_s - self._shortest_decode_s
        if past.bit_length() not in self._operation_s:
            left /= 2  # not measured so far back
        tokens = int(left / (self._operations(past) * max(self._operation_s.values())))
        return max(MIN_CHUNK, _round_down(min(tokens, 2 * self._last_chunk)))

    def _operations(self, past: float) -> float:
        """Of one token in one layer."""
        return self._linear + self._attention * past


def _round_down(number: int) -> int:
    """To a number of three binary digits."""
    shift = max(0, number.bit_length() - 3)
    return number >> shift << shift if number > 0 else 0
