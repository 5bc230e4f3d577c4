"""A checkpoint's tokenizer.json, checked and turned into merge ranks over bytes."""

import json
from pathlib import Path
from typing import Any

from qa.models.errors import NotAModelFolder, UnsupportedTokenizer
from qa.prompting.byte_pairs import (
    TokenizerFile,
    UnsupportedTokens,
    merge_ranks,
    missing_bytes,
    to_bytes,
)
from qa.prompting.split_patterns import DIGITS, GPT2, keeping_all

FILE_NAME = "tokenizer.json"


def read_tokenizer_file(folder: Path) -> TokenizerFile:
    """Read folder/tokenizer.json; raises NotAModelFolder or UnsupportedTokenizer."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotAModelFolder(folder=folder, missing=FILE_NAME) from error
    try:
        return _parse(raw)
    except UnsupportedTokens as error:
        raise UnsupportedTokenizer(folder=folder, what=str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnsupportedTokenizer(folder=folder, what="an unknown layout") from error


def _parse(raw: dict[str, Any]) -> TokenizerFile:
    model = raw["model"]
    if model.get("type") != "BPE":
        raise UnsupportedTokens(f"a {model.get('type')} model instead of byte-level BPE")
    for option in ("dropout", "byte_fallback", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(option):
            raise UnsupportedTokens(f"the option {option}")
    pattern = _pattern(raw.get("pre_tokenizer"))
    vocab: dict[str, int] = model["vocab"]
    bytes_of_id = {token_id: to_bytes(token) for token, token_id in vocab.items()}
    merges = [tuple(m.split(" ") if isinstance(m, str) else m) for m in model["merges"]]
    ignore_merges = bool(model.get("ignore_merges"))
    id_of_rank, ranks = merge_ranks(merges, vocab, bytes_of_id, ignore_merges=ignore_merges)
    added: dict[str, int] = {}
    for token in raw.get("added_tokens") or ():
        if token.get("lstrip") or token.get("rstrip") or token.get("single_word"):
            raise UnsupportedTokens(
                f"an added token that takes its surroundings ({token['content']})"
            )
        added[token["content"]] = token["id"]
        bytes_of_id[token["id"]] = b"" if token["special"] else token["content"].encode()
    return TokenizerFile(
        pattern=pattern,
        is_nfc=_is_nfc(raw.get("normalizer")),
        ranks=ranks,
        id_of_rank=id_of_rank,
        token_bytes=tuple(bytes_of_id.get(i, b"") for i in range(max(bytes_of_id) + 1)),
        added_tokens=added,
        missing_bytes=missing_bytes(ranks),
    )


def _pattern(pre_tokenizer: dict[str, Any] | None) -> str:
    """The regular expression of a split, of single digits or of nothing, followed by bytes; the
    last two with GPT-2's own expression, as in SmolLM's and GPT-2's files.
    """
    steps = (pre_tokenizer or {}).get("pretokenizers", [pre_tokenizer or {}])
    kinds = [step.get("type") for step in steps]
    if kinds not in (["Split", "ByteLevel"], ["Digits", "ByteLevel"], ["ByteLevel"]):
        raise UnsupportedTokens("a pre-tokenizer other than a split followed by bytes")
    byte_level = steps[-1]
    if byte_level.get("add_prefix_space") or byte_level.get("use_regex", True) is (
        kinds[0] == "Split"
    ):
        raise UnsupportedTokens("a byte level with options")
    if kinds[0] == "Split":
        split = steps[0]
        if split.get("behavior") != "Isolated" or split.get("invert"):
            raise UnsupportedTokens("a split that drops or joins pieces")
        return keeping_all(split["pattern"]["Regex"])
    if kinds[0] == "Digits" and not steps[0].get("individual_digits"):
        raise UnsupportedTokens("numbers that are split off whole")
    return keeping_all(DIGITS if kinds[0] == "Digits" else GPT2)


def _is_nfc(normalizer: dict[str, Any] | None) -> bool:
    if normalizer is not None and normalizer != {"type": "NFC"}:
        raise UnsupportedTokens(f"the normaliser {normalizer.get('type')}")
    return normalizer is not None
