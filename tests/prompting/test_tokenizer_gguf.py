"""The vocabulary of a GGUF file gives what the tokenizers library gives with the same merges."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from qa.models.errors import UnsupportedTokenizer
from qa.models.gguf_file import GgufFile
from qa.prompting.byte_pairs import to_bytes
from qa.prompting.chat_template import ChatTemplate
from qa.prompting.split_patterns import BY_NAME
from qa.prompting.tokenizer import ModelTokenizer
from tests.prompting.tiny_tokenizer import CONTROL_TOKENS, TEXTS, make_tokenizer

TEXT = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
        st.text(alphabet="0123456789,.()% $-½Ⅷ٣", max_size=20),
        st.text(alphabet=" \t\n\r\u00a0\u3000 9", max_size=8),
        st.text(alphabet="abcdefTHE 's营业收入", max_size=20),
        st.sampled_from([*TEXTS, *CONTROL_TOKENS, "I'LL don'ſ", "aaaaaaa" * 30]),
    ),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """tokenizer.json of a vocabulary that was trained on the spot."""
    folder = tmp_path_factory.mktemp("tokenizer")
    source = [*TEXTS, *(f"{i} {i * i} {unicodedata.name(chr(i), '')}" for i in range(900))]
    make_tokenizer(folder, source, vocab_size=900)
    return json.loads((folder / "tokenizer.json").read_text("utf-8"))


def file_of(raw, split, **changes):
    """What GgufFile.read would give, without the detour over a file."""
    added = {token["id"]: token for token in raw["added_tokens"]}
    by_id = {i: token for token, i in raw["model"]["vocab"].items()}
    by_id |= {i: token["content"] for i, token in added.items()}
    size = max(by_id) + 1
    fields = {
        "model": "gpt2",
        "pre": split,
        "tokens": [by_id.get(i, f"[PAD{i}]") for i in range(size)],
        "token_type": [
            (3 if added[i]["special"] else 4) if i in added else 1 if i in by_id else 5
            for i in range(size)
        ],
        "merges": [" ".join(merge) for merge in raw["model"]["merges"]],
        "bos_token_id": min(added),
    }
    fields = {f"tokenizer.ggml.{key}": value for key, value in (fields | changes).items()}
    return GgufFile(Path("tiny.gguf"), fields, {})


def theirs(raw, pre):
    bpe = models.BPE(
        raw["model"]["vocab"],
        [tuple(merge) for merge in raw["model"]["merges"]],
        ignore_merges=BY_NAME[pre].ignore_merges,
    )
    tokenizer = Tokenizer(bpe)
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        {
            "gpt-2": [pre_tokenizers.ByteLevel(add_prefix_space=False)],
            "smollm": [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ],
        }.get(pre, [pre_tokenizers.Split(Regex(BY_NAME[pre].pattern), "isolated"), byte_level])
    )
    return tokenizer


def with_all_merges(raw):
    """The same vocabulary as Llama 3's file has it: every pair that spells a token is a merge."""
    model = raw["model"]
    of_bytes = {to_bytes(token): token for token in model["vocab"]}
    in_order = [left + right for left, right in model["merges"]]
    merges = [
        [of_bytes[spelled[:cut]], of_bytes[spelled[cut:]]]
        for spelled in map(to_bytes, in_order)
        for cut in range(1, len(spelled))
        if spelled[:cut] in of_bytes and spelled[cut:] in of_bytes
    ]
    assert len(merges) > len(in_order)
    return raw | {"model": model | {"merges": merges}}


@pytest.fixture(scope="module", params=["gpt-2", "smollm", "qwen2"])
def both(raw, request):
    return ModelTokenizer.from_gguf(file_of(raw, request.param)), theirs(raw, request.param)


@pytest.fixture(scope="module")
def both_with_all_merges(raw):
    whole = with_all_merges(raw)
    return ModelTokenizer.from_gguf(file_of(whole, "llama-bpe")), theirs(whole, "llama-bpe")


@settings(max_examples=200)
@given(text=TEXT)
def test_ids_are_those_of_the_tokenizers_library(both, text):
    ours, reference = both
    text = unicodedata.normalize("NFC", text) if ours.is_nfc else text
    assert ours.encode_text(text) == reference.encode(text, add_special_tokens=False).ids
    assert ours.decode(ours.encode_text(text)) == text


@settings(max_examples=200)
@given(text=TEXT)
def test_merges_of_every_spelling_give_the_library_s_ids(both_with_all_merges, text):
    ours, reference = both_with_all_merges
    assert ours.encode_text(text) == reference.encode(text, add_special_tokens=False).ids


def test_every_spelling_is_wanted_where_there_are_several(raw):
    raw = with_all_merges(raw)
    merges = [" ".join(merge) for merge in raw["model"]["merges"]]
    spelled = [merge.replace(" ", "") for merge in merges]
    twice = next(i for i, token in enumerate(spelled) if spelled.count(token) > 1)
    del merges[twice]
    with pytest.raises(UnsupportedTokenizer, match="in two ways"):
        ModelTokenizer.from_gguf(file_of(raw, "llama-bpe", merges=merges))


def without_bytes(raw, missing):
    """The vocabulary without these bytes; no merge of the tiny one needs them."""
    model = raw["model"]
    vocab = {token: i for token, i in model["vocab"].items() if to_bytes(token) not in missing}
    return raw | {"model": model | {"vocab": vocab}}


def test_bytes_that_no_text_needs_may_be_missing(raw):
    raw = without_bytes(raw, [bytes([byte]) for byte in (0x04, 0x1D, 0xC0, 0xF1, 0xF5, 0xFF)])
    ours = ModelTokenizer.from_gguf(file_of(raw, "smollm"))
    text = "net\x04sales\x1d \U00041234 5% 👍"
    ids = ours.encode_text(text)
    assert ours.decode(ids) == "net sales  \U0001ffff 5% 👍"
    assert len(b"".join(ours.token_bytes[i] for i in ids)) == len(text.encode())
    reference = theirs(raw, "smollm")
    plain = "".join(TEXTS)
    assert ours.encode_text(plain) == reference.encode(plain, add_special_tokens=False).ids


@pytest.mark.parametrize("byte", [0x20, 0x0A, 0x80, 0xC3, 0xEF, 0xF0])
def test_bytes_of_ordinary_text_may_not(raw, byte):
    with pytest.raises(UnsupportedTokenizer, match="without all bytes of text"):
        ModelTokenizer.from_gguf(file_of(without_bytes(raw, [bytes([byte])]), "smollm"))


def test_control_tokens_are_known_and_no_text_gives_them(raw):
    ours = ModelTokenizer.from_gguf(file_of(raw, "qwen2"))
    assert set(ours.added_tokens) == {*CONTROL_TOKENS, "<think>", "</think>"}
    assert not set(ours.encode_text("<|im_end|><think>")) & set(ours.added_tokens.values())
    ids = ours.encode_template("<|im_start|>user\n<think>")
    assert ours.decode(ids) == "user\n<think>"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"model": "llama"}, "a llama model instead of byte-level BPE"),
        ({"pre": "tekken"}, "the split 'tekken'"),
        ({"add_space_prefix": True}, "a space before every text"),
        ({"tokens": 5}, "an unknown layout"),
        ({"merges": ["a b", "a b c"]}, "an unknown layout"),
    ],
)
def test_another_kind_of_tokenizer_is_refused_with_the_reason(raw, changes, word):
    with pytest.raises(UnsupportedTokenizer, match=word):
        ModelTokenizer.from_gguf(file_of(raw, "qwen2", **changes))


def test_a_tokenizer_json_of_single_digits_is_read_like_the_file(raw, tmp_path):
    steps = [
        {"type": "Digits", "individual_digits": True},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    ]
    pre_tokenizer = {"type": "Sequence", "pretokenizers": steps}
    content = raw | {"normalizer": None, "pre_tokenizer": pre_tokenizer}
    (tmp_path / "tokenizer.json").write_text(json.dumps(content), "utf-8")
    folder = ModelTokenizer.from_folder(tmp_path)
    file = ModelTokenizer.from_gguf(file_of(raw, "smollm"))
    text = "In 2019 sales rose  12,345 (½) " + "".join(TEXTS)
    assert folder.encode_text(text) == file.encode_text(text)


def test_the_template_of_a_file_may_name_its_tokens(raw):
    file = file_of(raw, "qwen2")
    source = "{{ bos_token }}{% for m in messages %}[{{ m.content }}]{% endfor %}{{ eos_token }}"
    file.fields["tokenizer.chat_template"] = source
    assert ChatTemplate.from_gguf(file).around(["user"]) == ["<|endoftext|>[", "]"]


def test_a_file_without_a_template_says_so(raw):
    with pytest.raises(UnsupportedTokenizer, match="no chat template"):
        ChatTemplate.from_gguf(file_of(raw, "qwen2"))
