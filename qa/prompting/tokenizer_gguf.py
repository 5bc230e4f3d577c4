"""The vocabulary of a GGUF file, checked and turned into merge ranks over bytes like a
tokenizer.json's. How text is split the file says by a name alone, see qa.prompting.split_patterns.
"""

from typing import Any

from qa.models.errors import UnsupportedTokenizer
from qa.models.gguf_file import GgufFile
from qa.prompting.byte_pairs import (
    TokenizerFile,
    UnsupportedTokens,
    merge_ranks,
    missing_bytes,
    to_bytes,
)
from qa.prompting.split_patterns import BY_NAME, keeping_all

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4  # kinds of tokens; unused ones are 5


def read_gguf_tokenizer(file: GgufFile) -> TokenizerFile:
    """Raise UnsupportedTokenizer for another kind than byte-level BPE with a split known here."""
    try:
        return _parse(file)
    except UnsupportedTokens as error:
        raise UnsupportedTokenizer(folder=file.path, what=str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnsupportedTokenizer(folder=file.path, what="an unknown layout") from error


def special_token(file: GgufFile, name: str) -> str:
    """The token that a file calls bos, eos and so on; empty where it names none."""
    tokens: list[str] = file.fields.get("tokenizer.ggml.tokens", [])
    token_id = file.fields.get(f"tokenizer.ggml.{name}_token_id", -1)
    return tokens[token_id] if 0 <= token_id < len(tokens) else ""


def _parse(file: GgufFile) -> TokenizerFile:
    def field(name: str, otherwise: Any = None) -> Any:
        return file.fields.get(f"tokenizer.ggml.{name}", otherwise)

    if field("model") != "gpt2":
        raise UnsupportedTokens(f"a {field('model')} model instead of byte-level BPE")
    pre_tokenizer = BY_NAME.get(field("pre", "default"))
    if pre_tokenizer is None:
        raise UnsupportedTokens(f"the split {field('pre', 'default')!r}")
    if field("add_space_prefix"):
        raise UnsupportedTokens("a space before every text")
    tokens: list[str] = field("tokens")
    kinds: list[int] = field("token_type", [NORMAL] * len(tokens))
    vocab = {token: i for i, token in enumerate(tokens) if kinds[i] == NORMAL}
    bytes_of_id = {token_id: to_bytes(token) for token, token_id in vocab.items()}
    id_of_rank, ranks = merge_ranks(
        [_halves(merge) for merge in field("merges")],
        vocab,
        bytes_of_id,
        ignore_merges=pre_tokenizer.ignore_merges,
    )
    added = {token: i for i, token in enumerate(tokens) if kinds[i] in (CONTROL, USER_DEFINED)}
    words = {i: token.encode() for token, i in added.items() if kinds[i] == USER_DEFINED}
    spelled = bytes_of_id | words
    return TokenizerFile(
        pattern=keeping_all(pre_tokenizer.pattern),
        is_nfc=pre_tokenizer.is_nfc,
        ranks=ranks,
        id_of_rank=id_of_rank,
        token_bytes=tuple(spelled.get(i, b"") for i in range(len(tokens))),
        added_tokens=added,
        missing_bytes=missing_bytes(ranks),
    )


def _halves(merge: str) -> tuple[str, str]:
    left, _, right = merge.partition(" ")
    return left, right
