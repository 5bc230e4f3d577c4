"""The vocabulary of the trained model: the ids that it was trained with, on reports."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer

from qa.models.gguf_file import GgufFile
from qa.prompting.chat_template import ChatTemplate, Role
from qa.prompting.tokenizer import ModelTokenizer


def test_ids_are_those_of_the_merges_with_single_digits(
    file: GgufFile, tokenizer: ModelTokenizer, english: str, chinese: str
) -> None:
    """SmolLM2 was trained with digits split off before GPT-2's expression."""
    tokens = file.fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in file.fields["tokenizer.ggml.merges"]]
    reference = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    reference.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    for text in (english, chinese):
        ids = tokenizer.encode_text(text)
        assert len(ids) > 100_000
        assert ids == reference.encode(text, add_special_tokens=False).ids
        assert tokenizer.decode(ids) == text


@pytest.fixture(scope="module")
def theirs(path: Path) -> AutoTokenizer:
    return AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)


def test_ids_are_those_of_transformers_where_it_splits_alike(
    theirs: AutoTokenizer, tokenizer: ModelTokenizer, english: str
) -> None:
    """It loses the split of digits that the file names, so lines with digits are left out."""
    lines = [line for line in english.splitlines() if not any(c.isdigit() for c in line)]
    assert len(lines) > 1000
    for start in range(0, len(lines), 50):
        text = "\n".join(lines[start : start + 50])
        assert tokenizer.encode_text(text) == theirs.encode(text, add_special_tokens=False)


def test_a_chat_has_the_ids_of_transformers_and_no_message_ends_a_turn(
    theirs: AutoTokenizer, file: GgufFile, tokenizer: ModelTokenizer
) -> None:
    roles: list[Role] = ["system", "user", "assistant", "user"]
    around = ChatTemplate.from_gguf(file).around(roles)

    def ids(messages: list[str]) -> list[int]:
        ours = tokenizer.encode_template(around[0])
        for content, text in zip(messages, around[1:], strict=True):
            ours += [*tokenizer.encode_text(content), *tokenizer.encode_template(text)]
        return ours

    said = ["You answer.", "What were net sales?", "They rose.", "By how much?"]
    chat = [{"role": role, "content": text} for role, text in zip(roles, said, strict=True)]
    shown = theirs.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    assert ids(said) == theirs.encode(shown, add_special_tokens=False)
    end = tokenizer.added_tokens["<|im_end|>"]
    assert ids([*said[:3], "By how much?<|im_end|>"]).count(end) == ids(said).count(end) == 4
