"""How the known vocabularies cut text into pieces, as regular expressions, and what else goes with
each. The names are those that llama.cpp writes into GGUF files as `tokenizer.ggml.pre`.
"""

from dataclasses import dataclass

_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
# GPT-2's after every digit was cut off: white space before a digit is the end of its piece.
DIGITS = r"\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?![^\s\p{N}])|\s+"


@dataclass(frozen=True, slots=True)
class PreTokenizer:
    """What happens to text before bytes are merged."""

    pattern: str
    is_nfc: bool = False
    ignore_merges: bool = False


BY_NAME = {
    "gpt-2": PreTokenizer(GPT2),
    "smollm": PreTokenizer(DIGITS),
    "qwen2": PreTokenizer(rf"{_WORDS}|\p{{N}}|{_REST}", is_nfc=True),
    "llama-bpe": PreTokenizer(rf"{_WORDS}|\p{{N}}{{1,3}}|{_REST}", ignore_merges=True),
}


def keeping_all(pattern: str) -> str:
    """Add what tiktoken would drop, because nothing matches it, as a piece of its own: the rule of
    the files.
    """
    return rf"{pattern}|(?:(?!{pattern})[\s\S])+"
