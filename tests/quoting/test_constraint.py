"""Whatever the logits say, what stands between the markers stands in the document."""

import random
import re
import unicodedata

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.engine.engine import Engine
from qa.engine.network.loader import load_model
from qa.engine.sampling import Sampler, SamplingParams
from qa.prompting.tokenizer import ModelTokenizer
from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary
from qa.quoting.markers import QuoteFound, parse_answer
from qa.quoting.quote_index import QuoteIndex
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer
from tests.quoting.report_pages import REPORT, make_page

# Tokens that hold a marker and other text, half a marker, or half a character.
MIXED = ["]].", "]]\n", " ]]", " [[", "[[The", "[[Net", "]] [[", "%]]", "]]]", "[[[", "营", "[[营"]
HALVES = ["业".encode()[1:], "元".encode()[:2], b" " + "增".encode()[:1], b"\0", b"\xff"]
NUM_WALKS = 2000


@pytest.fixture(scope="module")
def token_bytes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    make_tokenizer(folder, [page.text for page in REPORT for _ in range(2)], vocab_size=700)
    tokens = ModelTokenizer.from_folder(folder).token_bytes
    return (*tokens, *(text.encode() for text in MIXED), *HALVES)


@pytest.fixture(scope="module")
def vocabulary(token_bytes):
    return QuoteVocabulary(token_bytes)


@pytest.fixture(scope="module")
def index():
    return QuoteIndex(REPORT)


def bare(text):
    """Text without anything that folding may touch: found by another way than the index's own."""
    return re.sub(r"[\s\u00ad\u200b\u2010\u2011-]", "", unicodedata.normalize("NFC", text))


def bodies():
    for page in REPORT:
        body = "\n".join(line.text for line in page.lines if line.role.value == "body")
        yield page.page_number, bare(body)


def is_open(written):
    """Whether these bytes end inside a quote."""
    return written.rfind(b"[[") > written.rfind(b"]]")


def walk(sampler, vocabulary, seed, *, prefer, until, max_steps=600):
    """Sample with random logits, some tokens preferred outside quotes; return the bytes."""
    generator = torch.Generator().manual_seed(seed)
    written = b""
    for _ in range(max_steps):
        logits = torch.randn(len(vocabulary.token_bytes) + 20, generator=generator) * 3
        if not is_open(written):
            logits[prefer] += 20
        written += vocabulary.token_bytes[sampler.choose(logits)]
        if until(written) and not is_open(written):
            break
    return written


def test_every_quote_of_thousands_of_random_walks_stands_in_the_document(vocabulary, index):
    prefer = [i for i, token in enumerate(vocabulary.token_bytes) if b"[[" in token]
    bodies_of = dict(bodies())
    chance = random.Random(1)
    seen = set()
    for seed in range(NUM_WALKS):
        constraint = QuoteConstraint(index, vocabulary, max_quote_bytes=chance.choice([8, 20, 60]))
        temperature = chance.choice([0.0, 1.0])
        sampler = Sampler(SamplingParams(temperature=temperature, seed=seed), constraint)
        written = walk(sampler, vocabulary, seed, prefer=prefer, until=lambda text: b"]]" in text)
        text = written.decode("utf-8", "replace")
        quotes = [p.quote for p in parse_answer([text]) if isinstance(p, QuoteFound)]
        assert quotes, text
        for quote in quotes:
            places = index.resolve(quote)
            assert places, quote
            assert any(bare(quote) in body for body in bodies_of.values()), quote
            for page_number, start, end in places:
                cited = REPORT[page_number - 1].text[start:end]
                assert bare(quote) in bare(cited)
                assert len(bare(cited)) <= len(bare(quote)) + 4, "only brackets and signs are added"
            seen |= {page_number for page_number, _, _ in places}
    assert seen == {1, 2, 4}, "English, table rows and Chinese have all been quoted"


def allowed(constraint, vocabulary, text):
    """Whether the constraint lets this text be written in tokens of one byte each."""
    ids = {token: i for i, token in enumerate(vocabulary.token_bytes)}
    for byte in text.encode():
        token_id = ids[bytes([byte])]
        if not constraint.allows(token_id):
            return False
        constraint.advance(token_id)
    return True


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose [[Net sales]]. [x] ]] and [[销售增加]]",
        "[[(see note [4] and]] [",
        "[[[4] and]]",
        "[[equipment (1,577) (1,373]]",
        "Capex was [[Purchases of property, plant and equipment (1,577)]][[1,488 1,544]]",
        "[[净利润为12,345.67]]",
        "[[cafés too 😀]]",
        "[[fiscal 2019]]",
        "[[grew in 2018-2019 by]]",
    ],
)
def test_words_of_the_document_can_be_quoted(vocabulary, index, text):
    assert allowed(QuoteConstraint(index, vocabulary), vocabulary, text)


@pytest.mark.parametrize(
    "text",
    [
        "[[Net|]",  # one word
        "[[营业收|]",  # three characters
        "[[Net sale|]",  # ends within a word
        "[[Net sales |]",  # ends with a space
        "[[| Net",  # begins with one
        "[[a|les",  # begins within a word
        "[[5|77)",  # begins within a number
        "[[fiscal 2019| (",  # where the page goes on, nothing could end
        "[[[|[5",
        "[[o|ne",  # the page has one word
        "[[Net sales]|x",
        "[[P|agewitness",  # a running head
    ],
)
def test_other_words_cannot_be_quoted(vocabulary, index, text):
    good, bad = text.split("|")
    constraint = QuoteConstraint(index, vocabulary)
    assert allowed(constraint, vocabulary, good)
    assert not allowed(constraint, vocabulary, bad[0])


def test_a_long_quote_is_closed_at_the_end_of_a_word(vocabulary, index):
    constraint = QuoteConstraint(index, vocabulary, max_quote_bytes=15)
    assert allowed(constraint, vocabulary, "[[Net sales increased")
    may_follow = {
        token
        for i, token in enumerate(vocabulary.token_bytes)
        if constraint.allows(i) and len(token) == 1
    }
    assert may_follow == {b"]"}


def test_control_tokens_are_free_outside_quotes_and_forbidden_inside(vocabulary, index):
    control = vocabulary.token_bytes.index(b"")
    constraint = QuoteConstraint(index, vocabulary)
    assert constraint.allows(control)
    assert allowed(constraint, vocabulary, "[[Net")
    assert not constraint.allows(control)


def test_ids_beyond_the_vocabulary_are_never_allowed(vocabulary, index):
    constraint = QuoteConstraint(index, vocabulary)
    assert not constraint.allows(len(vocabulary.token_bytes))


def test_where_nothing_can_be_quoted_no_quote_is_opened(vocabulary):
    constraint = QuoteConstraint(QuoteIndex([make_page(1, "one")]), vocabulary)
    assert allowed(constraint, vocabulary, "a [")
    assert not allowed(constraint, vocabulary, "[")


def test_listing_the_tokens_of_a_step_changes_no_answer(vocabulary, index):
    first, again = QuoteConstraint(index, vocabulary), QuoteConstraint(index, vocabulary)
    for constraint in (first, again):
        assert allowed(constraint, vocabulary, "[[Net sales inc")
    everything = range(len(vocabulary.token_bytes))
    in_order = {i for i in everything if first.allows(i)}  # the first few are tried, then listed
    backwards = {i for i in reversed(everything) if again.allows(i)}
    assert in_order == backwards != set()


BYTES = QuoteVocabulary([bytes([byte]) for byte in range(256)])
NASTY = st.lists(
    st.sampled_from(
        [*"ab1,.[]($)\"'- \n年业，《\u00ad\u3000\0", "]]", "[[", "e\u0301", "\U0001f600"]
    ),
    min_size=4,
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(NASTY, min_size=1, max_size=3), data=st.randoms(use_true_random=False))
def test_no_document_leads_a_quote_into_a_dead_end(texts, data):
    pages = [make_page(n, *text.split("\n")) for n, text in enumerate(texts, start=1)]
    index = QuoteIndex(pages)
    constraint = QuoteConstraint(index, BYTES, max_quote_bytes=data.choice([5, 30]))
    constraint.advance(ord("["))
    if not constraint.allows(ord("[")):
        assert index.start() is None
        return
    constraint.advance(ord("["))
    quote = bytearray()
    while not quote.endswith(b"]]"):
        may_follow = [byte for byte in range(256) if constraint.allows(byte)]
        assert may_follow, (texts, bytes(quote))
        quote.append(data.choice(may_follow))
        constraint.advance(quote[-1])
    words = quote.removesuffix(b"]]").decode()
    assert "]]" not in words
    places = index.resolve(words)
    assert places, (texts, words)
    for page_number, start, end in places:
        assert bare(words) in bare(pages[page_number - 1].text[start:end])


class AlwaysQuotes:
    """Opens a quote and lets the model go on from there."""

    def __init__(self, constraint, opening):
        self.constraint = constraint
        self.opening = list(opening)

    def allows(self, token_id):
        return token_id == self.opening[0] if self.opening else self.constraint.allows(token_id)

    def advance(self, token_id):
        if self.opening:
            self.opening.pop(0)
        self.constraint.advance(token_id)


def test_a_model_with_random_weights_quotes_only_what_stands_there(tmp_path, index):
    control = make_tokenizer(tmp_path, [page.text for page in REPORT])
    make_checkpoint(tmp_path, eos_token_id=control["<|im_end|>"], tie_word_embeddings=False)
    tokenizer = ModelTokenizer.from_folder(tmp_path)
    vocabulary = QuoteVocabulary(tokenizer.token_bytes)
    model = load_model(tmp_path, device=torch.device("cpu"))
    with Engine(model, memory_bytes=64 * 2**20) as engine:
        prefix = engine.read(tokenizer.encode_text(REPORT[0].text)).result()
        for seed in range(3):
            params = SamplingParams(max_tokens=80, temperature=1.0, seed=seed)
            constraint = AlwaysQuotes(
                QuoteConstraint(index, vocabulary, max_quote_bytes=40), tokenizer.encode_text("[[")
            )
            answer = engine.ask(prefix, tokenizer.encode_text("Sales?"), params, constraint)
            text = tokenizer.decode(answer)
            quotes = [p.quote for p in parse_answer([text]) if isinstance(p, QuoteFound)]
            assert quotes
            assert all(index.resolve(quote) for quote in quotes)
