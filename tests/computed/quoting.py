"""A Qwen3 checkpoint, computed, that answers the label of a row with the row in quote markers.

    user: Purchases of property, plant and equipment
    model: [[Purchases of property, plant and equipment 12 (262) (214) (198)]]

Like the first kind (checkpoint.py) it looks back, matches the last tokens with where they stood
before, and writes what followed. What is more:

A question is a line. The tokens that begin it, <|im_start|> before the user's words and "[["
before the model's, have the code of the newline and say so in a channel (`begins`): behind them a
token sees nothing of what stood earlier. After "[[" the model therefore stands where the question
stood at its first word, and the same words follow; once they are through, the only place left
where a line begins with them is the row in the document, and the rest of the row follows.

Nothing follows a question. <|im_end|> behind the user's words lights a channel that the head row of
"[[" reads, and another that turns its own key away from every query (`never`), so that no question
goes on with it, neither this one nor an earlier one. The end of a row has two successors, the
newline and, a little lower, "]]": the newline cannot be quoted, so that "]]" is taken. "]]"
lights the end of the answer.

Seven tokens in three layers. One head looks back 1, then 2, then 4 places, and each time copies all
that its layer has gathered there: slot 1, slots 2 .. 3, slots 4 .. 7. With the channel `begins` it
copies flags, so that each token knows whether a line began 0, 1, 2 or 3 places back: then what it
would look at lies beyond the beginning, and it looks at the first token of all instead, which is
made for that (`sink`): it has no code, so nothing is copied. A key is found from everywhere by its
sink channel, in a pair that positions hardly turn.

Which pairs: base 1e30 turns pair i by 1e30^(-i / 64) per token, so that pairs 15 .. 63 are turned
by less than 0.05 over 262,144 tokens: 98 numbers, 14 for each of the 7 slots. Pairs 0 .. 9 look
back; pair 14 (0.07) is for the sink and for `never`.

What a slot holds: 13 bits of the token's shuffled number and their parity, as signs. Any two tokens
differ in two of the 14 at least, so that a window that differs in one slot is behind by 4 / 98 of
the score, sqrt(128) gain^2: with gain 8 that is 30 in the exponent, of which 13 are lost where
262,144 tokens are that close.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from tests.computed.checkpoint import (
    CODE,
    CONSTANT,
    HALF,
    HEAD_DIM,
    LOOK_GAIN,
    WRITTEN,
    computed_config,
    named_weights,
    silent_layer,
    turned,
)
from tests.engine.tiny_checkpoint import write_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer

THETA = 1e30
FREQUENCIES = THETA ** (-torch.arange(HALF, dtype=torch.float64) / HALF)
NUM_LOOKING = 10  # pairs 0 .. 9
STEADY = 14  # the pair of the sink and of `never`
MATCHING = [*range(15, HALF), *range(HALF + 15, HEAD_DIM)]
DISTANCES = (1, 2, 4)
WINDOW = 7
SLOT = len(MATCHING) // WINDOW
BITS = SLOT - 1
GAIN = 8.0
LIT = 8.0  # a channel that means yes
ALONE = 4.0  # how much louder the sink is than what is looked for
TURNED_AWAY = 2.0  # of a query, in signs
SAID = 400.0  # a lit channel in the head: above any code

# channels: code, which begins with slot 0 | slots 1 .. 7 | and what follows
FIRST = CODE + WINDOW * SLOT
CONSTANTLY, ASKED, SAID_ALL, SINK, NEVER, BEGINS = range(FIRST, FIRST + 6)  # BEGINS + n places back
HIDDEN = 256

BEGIN_OF_QUESTION, END_OF_QUESTION, END = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
OPENING, CLOSING = "[[", "]]"
CHAT_TEMPLATE = """\
{{- '<|endoftext|>' }}
{%- for message in messages %}
    {{- ('<|im_start|>' if loop.last else '') + message.content }}
    {{- '<|im_end|>' if message.role == 'user' else '' }}
{%- endfor %}"""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Ids of the tokens that are more than a word."""

    begin_of_question: int
    end_of_question: int
    opening: int
    closing: int
    newline: int
    end: int


def make_quoting(
    folder: Path, lines: list[str], *, vocab_size: int = 4096, gain: float = GAIN, fp8: bool = False
) -> Path:
    """Write the checkpoint with its tokenizer in the published file format. Returns folder.

    lines: what the tokenizer is trained on. Without their ends, so that the newline is a token of
    its own. vocab_size: 8,192 at most.
    """
    assert vocab_size <= 2**BITS
    ids = make_tokenizer(
        folder,
        lines,
        vocab_size=vocab_size,
        words=(OPENING, CLOSING),
        chat_template=CHAT_TEMPLATE,
    )
    tokens = _Tokens(
        begin_of_question=ids[BEGIN_OF_QUESTION],
        end_of_question=ids[END_OF_QUESTION],
        opening=ids[OPENING],
        closing=ids[CLOSING],
        newline=ids["\n"],
        end=ids[END],
    )
    embedding, head = _embedding_and_head(vocab_size, tokens)
    layers = [*(_look_back(n) for n in DISTANCES), _match(gain)]
    weights = named_weights(embedding, head, layers)
    config = computed_config(weights, 1, 1, THETA, tokens.end)
    write_checkpoint(folder, config, {n: w.bfloat16() for n, w in weights.items()}, fp8=fp8)
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [tokens.end]}))
    return folder


def _embedding_and_head(vocab_size: int, tokens: _Tokens) -> tuple[Tensor, Tensor]:
    """Return (embedding, head), [vocab, hidden] each."""
    code = _codes(vocab_size)
    begins = [tokens.begin_of_question, tokens.opening]
    code[begins] = code[tokens.newline].clone()
    code[tokens.end] = 0
    embedding, head = torch.zeros(2, vocab_size, HIDDEN)
    embedding[:, :CODE] = head[:, :CODE] = code
    embedding[:, CONSTANTLY] = CONSTANT
    embedding[begins, BEGINS] = LIT
    embedding[tokens.end_of_question, [ASKED, NEVER]] = LIT
    embedding[tokens.closing, SAID_ALL] = LIT
    embedding[tokens.end, SINK] = LIT
    head[[*begins, tokens.end_of_question]] = 0
    head[tokens.closing] = 0.9 * head[tokens.newline]
    head[tokens.opening, ASKED] = head[tokens.end, SAID_ALL] = SAID
    return embedding, head


def _codes(vocab_size: int) -> Tensor:
    """[vocab, CODE] signs, of which the first SLOT are a number in bits and their parity."""
    generator = torch.Generator().manual_seed(0)
    code = torch.randn(vocab_size, CODE, generator=generator).sign()
    number = torch.randperm(2**BITS, generator=generator)[:vocab_size]
    code[:, :BITS] = 1.0 - 2 * (number[:, None] >> torch.arange(BITS) & 1)
    code[:, BITS] = code[:, :BITS].prod(dim=1)
    return code


def _slot(distance: int) -> slice:
    first = CODE + (distance - 1) * SLOT if distance else 0
    return slice(first, first + SLOT)


def _look_back(distance: int) -> dict[str, Tensor]:
    """Copy slots 0 .. distance - 1 from `distance` places back, unless a line begins in between."""
    layer = silent_layer(1, 1, HIDDEN)
    q, k, v, o = (layer[f"self_attn.{name}_proj"] for name in "qkvo")
    q[:, CONSTANTLY] = turned(distance, FREQUENCIES[:NUM_LOOKING])
    k[:NUM_LOOKING, CONSTANTLY] = 1
    loud = ALONE * NUM_LOOKING**0.5 * CONSTANT / LIT
    q[STEADY, BEGINS : BEGINS + distance] = loud
    k[STEADY, SINK] = loud
    rms = ((CODE + CONSTANT**2 + (distance - 1) * SLOT) / HIDDEN) ** 0.5
    kept = 0
    for n in range(distance):
        here, there = _slot(n), _slot(n + distance)
        v[kept : kept + SLOT, here] = torch.eye(SLOT)
        o[there, kept : kept + SLOT] = rms * torch.eye(SLOT)
        kept += SLOT
        if distance + n < DISTANCES[-1]:
            v[kept, BEGINS + n] = 1
            o[BEGINS + n + distance, kept] = rms
            kept += 1
    layer["self_attn.q_norm"].fill_(LOOK_GAIN)
    layer["self_attn.k_norm"].fill_(LOOK_GAIN)
    return layer


def _match(gain: float) -> dict[str, Tensor]:
    """Find the same window and write what followed it."""
    layer = silent_layer(1, 1, HIDDEN)
    q, k, v, o = (layer[f"self_attn.{name}_proj"] for name in "qkvo")
    for n in range(WINDOW):
        places = MATCHING[n * SLOT : (n + 1) * SLOT]
        q[places, _slot(n)] = k[places, _slot(n + 1)] = torch.eye(SLOT)
    q[STEADY, CONSTANTLY] = -TURNED_AWAY / CONSTANT
    k[STEADY, NEVER] = 100.0
    v[:, :CODE] = torch.eye(CODE)
    o[:CODE] = WRITTEN * torch.eye(CODE)
    layer["self_attn.q_norm"].fill_(gain)
    layer["self_attn.k_norm"].fill_(gain)
    return layer
