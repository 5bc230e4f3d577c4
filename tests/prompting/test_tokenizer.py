"""Our tokenizer gives what the tokenizers library gives, and no text gives a control token."""

import json
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tokenizers")

import tokenizers

from qa.models.errors import NotAModelFolder, UnsupportedTokenizer
from qa.prompting.tokenizer import MAX_WHITE_SPACE, ModelTokenizer
from qa.text.nfc import nfc_with_origins
from tests.prompting.tiny_tokenizer import CONTROL_TOKENS, TEXTS, make_tokenizer

TEXT = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(alphabet="abcdefTHE 's", max_size=20),
        st.text(alphabet="营业收入净利润，。 增长ａＢ", max_size=20),
        st.text(alphabet="0123456789,.()% $-", max_size=20),
        st.text(alphabet=" \t\n\r\u00a0\u3000", max_size=8),
        st.text(alphabet="e\u0301o\u0302\u1100\u1161\u11a8👩‍💻🇨🇳👍🏽", max_size=8),
        st.sampled_from([*TEXTS, *CONTROL_TOKENS, "<think>", "I'LL don'ſ", "aaaaaaa" * 30]),
    ),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module", params=[300, 2000])
def folder(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"tokenizer{request.param}")
    source = [*TEXTS, *(f"{i} {i * i} {unicodedata.name(chr(i), '')}" for i in range(900))]
    make_tokenizer(folder, source, vocab_size=request.param)
    return folder


@pytest.fixture(scope="module")
def ours(folder):
    return ModelTokenizer.from_folder(folder)


@pytest.fixture(scope="module")
def theirs(folder):
    raw = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    # Without its added tokens the library has no choice but to read them as text.
    return tokenizers.Tokenizer.from_str(json.dumps(raw | {"added_tokens": []}))


@settings(max_examples=400, deadline=None)
@given(text=TEXT)
def test_ids_are_those_of_the_tokenizers_library(ours, theirs, text):
    assert ours.encode_text(text) == theirs.encode(text, add_special_tokens=False).ids


@settings(max_examples=100, deadline=None)
@given(text=TEXT)
def test_no_text_gives_an_added_token_and_all_text_comes_back(ours, text):
    ids = ours.encode_text(text)
    assert not set(ids) & set(ours.added_tokens.values())
    assert ours.decode(ids) == unicodedata.normalize("NFC", text)


@pytest.mark.slow
def test_no_text_of_a_hundred_thousand_gives_an_added_token(ours, folder):
    """Half of them with each tokenizer: pieces of control words among others, at random."""
    chance = random.Random(folder.name)
    added = set(ours.added_tokens.values())
    words = [*CONTROL_TOKENS, *TEXTS, "<think>", "👩\u200d💻", "营业收入", "e\u0301", "I'LL don't"]
    for _ in range(50_000):
        pieces = []
        for _ in range(chance.randint(1, 6)):
            word = chance.choice(words)
            start, end = sorted(chance.sample(range(len(word) + 1), 2))
            pieces += [word if chance.random() < 0.4 else word[start:end]]
            pieces += [chr(chance.randint(1, 0x2FFF))] if chance.random() < 0.3 else []
        text = "".join(pieces)
        ids = ours.encode_text(text)
        assert not added & set(ids), text
        assert ours.decode(ids) == unicodedata.normalize("NFC", text)


@settings(max_examples=100, deadline=None)
@given(text=TEXT)
def test_a_stream_joins_to_the_text_and_never_shows_half_a_character(ours, text):
    decoder = ours.stream_decoder()
    deltas = [decoder.push(i) for i in ours.encode_text(text)]
    assert "".join(deltas) + decoder.finish() == unicodedata.normalize("NFC", text)
    assert ("\ufffd" in text) or not any("\ufffd" in delta for delta in deltas)


def test_a_long_text_has_the_library_s_ids(ours, theirs):
    text = "".join(TEXTS) * 300 + " " * 5000 + "x" * 5000 + "\n" * 3000 + "!" * 3000
    assert ours.encode_text(text) == theirs.encode(text, add_special_tokens=False).ids


def test_a_million_spaces_are_encoded_and_not_a_crash(ours):
    text = " " * (10 * MAX_WHITE_SPACE + 1) + "end"
    assert ours.decode(ours.encode_text(text)) == text


def test_a_template_s_control_tokens_count_as_such(ours):
    ids = ours.encode_template("<|im_start|>user\nSales?<|im_end|>\n<think>")
    added = ours.added_tokens
    assert ids[0] == added["<|im_start|>"]
    assert ids[-1] == added["<think>"]
    assert ids.count(added["<|im_end|>"]) == 1
    assert ours.decode(ids) == "user\nSales?\n<think>"


def test_half_a_surrogate_pair_becomes_a_replacement_character(ours):
    assert ours.decode(ours.encode_text("a\ud800b")) == "a\ufffdb"


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_normalised_characters_know_where_they_came_from(text):
    folded, origins = nfc_with_origins(text)
    assert folded == unicodedata.normalize("NFC", text)
    starts = sorted(set(origins.tolist()))
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        of_cluster = [c for c, origin in zip(folded, origins, strict=True) if origin == start]
        assert "".join(of_cluster) == unicodedata.normalize("NFC", text[start:end])


def changed(raw, path, value):
    *parents, last = path
    place = raw
    for key in parents:
        place = place[key]
    place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        (["model", "type"], "WordPiece", "WordPiece"),
        (["model", "byte_fallback"], True, "byte_fallback"),
        (["normalizer"], {"type": "Lowercase"}, "Lowercase"),
        (["pre_tokenizer"], {"type": "Metaspace"}, "pre-tokenizer"),
        (["pre_tokenizer", "pretokenizers", 0, "behavior"], "Removed", "drops"),
        (["pre_tokenizer", "pretokenizers", 0, "pattern"], {"Regex": "(?P<"}, "pattern"),
        (["model", "vocab"], {"a": 0}, "without all bytes"),
        (["model"], "?", "layout"),
    ],
)
def test_another_kind_of_tokenizer_is_refused_with_the_reason(tmp_path, path, value, word):
    make_tokenizer(tmp_path)
    file = tmp_path / "tokenizer.json"
    raw = json.loads(file.read_text("utf-8"))
    changed(raw, path, value)
    file.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(UnsupportedTokenizer, match=word):
        ModelTokenizer.from_folder(tmp_path)


def test_merges_that_tiktoken_would_read_otherwise_are_refused(tmp_path):
    make_tokenizer(tmp_path, ["x"])
    file = tmp_path / "tokenizer.json"
    raw = json.loads(file.read_text("utf-8"))
    # "abc" is first cut into a|bc, so that (ab, c) never happens; tiktoken would join a and bc.
    raw["model"]["merges"] = [["b", "c"], ["a", "b"], ["ab", "c"]]
    raw["model"]["vocab"] |= {"bc": 600, "ab": 601, "abc": 602}
    file.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(UnsupportedTokenizer, match="two ways"):
        ModelTokenizer.from_folder(tmp_path)


def test_ids_may_differ_from_the_order_of_merging(tmp_path):
    make_tokenizer(tmp_path)
    file = tmp_path / "tokenizer.json"
    raw = json.loads(file.read_text("utf-8"))
    vocab = raw["model"]["vocab"]
    raw["model"]["vocab"] = {token: 1000 - token_id for token, token_id in vocab.items()}
    raw["added_tokens"] = []
    file.write_text(json.dumps(raw), "utf-8")
    ours = ModelTokenizer.from_folder(tmp_path)
    theirs = tokenizers.Tokenizer.from_file(str(file))
    text = "".join(TEXTS)
    assert ours.encode_text(text) == theirs.encode(text, add_special_tokens=False).ids
    assert ours.decode(ours.encode_text(text)) == text


def test_a_folder_without_a_tokenizer_says_so(tmp_path):
    with pytest.raises(NotAModelFolder, match=r"tokenizer\.json"):
        ModelTokenizer.from_folder(tmp_path)
