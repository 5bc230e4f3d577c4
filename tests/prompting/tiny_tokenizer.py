"""A tiny byte-level BPE tokenizer in the published file format, trained on the spot."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)

QWEN_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CONTROL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHAT_TEMPLATE = """\
{%- for message in messages %}
    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""
TEXTS = (
    "Net sales increased 5% to $ 12,345 million in 2019, compared with $ 11,757 million in 2018.",
    "Purchases of property, plant and equipment (1,577) (1,373) (1,420)\n",
    "The Company recorded a pre-tax impairment charge [[note 4]] for the reporting unit. ",
    "营业收入较上年同期增长百分之五，主要由于海外市场的销售增加。归属于母公司股东的净利润\n",
)


def make_tokenizer(
    folder: Path,
    texts: Iterable[str] = TEXTS,
    *,
    vocab_size: int = 512,
    words: Sequence[str] = ("<think>", "</think>"),
    chat_template: str = CHAT_TEMPLATE,
) -> dict[str, int]:
    """Write tokenizer.json and tokenizer_config.json; return the ids of the newline, the control
    tokens and the words.

    words: added, but no control tokens, as <think> is in Qwen3's own files; no text gives them.
    vocab_size counts everything; fewer ids are used where the texts have no more pairs to merge.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocab_size - len(CONTROL_TOKENS) - len(words),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.add_special_tokens(list(CONTROL_TOKENS))
    tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "bos_token": None,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "chat_template": chat_template,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config), "utf-8")
    ids = {name: tokenizer.token_to_id(name) for name in (*CONTROL_TOKENS, *words)}
    return ids | {"\n": tokenizer.token_to_id("\u010a")}  # as byte-level BPE spells it
