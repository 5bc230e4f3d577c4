"""What is read and asked, and what we set out to reach."""

from dataclasses import dataclass, field

from qa.engine.network.sparse_prefill import Selection

GOALS = {  # Qwen3-4B-FP8 on one H200
    ("first token, dense", 150_000): 14.0,
    ("first token, dense", 262_144): 42.0,
    ("first token, sparse", 150_000): 6.0,
    ("first token, sparse", 262_144): 16.0,
    ("decode, 1 question, bf16", 150_000): 120.0,
    ("decode, 1 question, fp8", 150_000): 190.0,
    ("decode, 120 questions, bf16", 150_000): 4500.0,
    ("120 answers of 200 tokens, bf16", 150_000): 8.0,
    ("next question, bf16", 150_000): 0.3,
    ("memory, bf16", 262_144): 45.0,
    ("memory, fp8", 262_144): 26.0,
    ("memory, kv4", 262_144): 16.5,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read and asked. The last of `lengths` is the document."""

    lengths: tuple[int, ...] = (8192, 32_768, 65_536, 131_072, 150_000, 262_144)
    many_at: int = 150_000  # behind so many tokens, these numbers of questions are asked at once
    num_questions: tuple[int, ...] = (120,)
    answer_tokens: int = 200
    question_tokens: int = 64
    decode_tokens: int = 64
    chunk: int = 8192
    # Of a sparse reading. Random weights look everywhere alike, so a threshold would leave nothing
    # out; this keeps a fifth of the blocks, which is what the goals reckon with.
    selection: Selection = field(default_factory=lambda: Selection(share=0.2))
