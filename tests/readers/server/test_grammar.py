"""Our grammar, sent where a server takes one: how that is found out, and what becomes of marks."""

import time

import pytest

from qa.answer import Answer, CitationFound, Progress, TextDelta
from qa.models.errors import ModelServerError, RequestRefused
from qa.readers.server.grammar_support import TRIAL_WORD
from qa.readers.server.reader import RemoteReader
from qa.readers.witnessing import search

VLLM = {"version": {"version": "0.32.0"}}
LLAMA_CPP = {
    "props": {"default_generation_settings": {"n_ctx": 4096}},
    "models": [{"id": "some.gguf", "owned_by": "llamacpp", "meta": {"n_ctx_train": 8192}}],
}
KINDS = [
    ("structured_outputs", VLLM),
    ("guided_grammar", VLLM),  # before 0.11
    ("grammar", LLAMA_CPP),
]
QUESTION = "How much did net sales increase?"
MARKED = ["[1]\nNet sales ", "increased 5", "% in 2019. ", "[1", "]"]


def answer_of(events) -> Answer:
    events = list(events)
    *_, answer = events
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == answer.text
    assert [e.citation for e in events if isinstance(e, CitationFound)] == list(answer.citations)
    return answer


def bodies(standin) -> list[dict]:
    """The requests for answers, without those that try."""
    sent = [request["body"] for request in standin.seen()["requests"]]
    return [body for body in sent if TRIAL_WORD not in str(body)]


def grammar_in(body: dict) -> str | None:
    """The grammar of a request, whichever field holds it."""
    found = [
        body[name] for name in ("structured_outputs", "guided_grammar", "grammar") if name in body
    ]
    return next((g["grammar"] if isinstance(g, dict) else g for g in found), None)


@pytest.mark.parametrize(("field", "kind"), KINDS)
def test_marks_of_findings_become_their_own_words_on_their_page(standin, document, field, kind):
    url = standin.says(*MARKED, takes=field, **kind)

    answer = answer_of(RemoteReader(url).answer(document, QUESTION))

    (body,) = bodies(standin)
    assert field in body and grammar_in(body).startswith("root ::= ")
    assert answer.text == "Net sales increased 5% in 2019."
    first = search(document, QUESTION, (), None).citations[0]
    assert [(c.page_number, c.cited_text) for c in answer.citations] == [(1, first.cited_text)]
    assert answer.citations[0].check == "exact"
    assert [said.status for said in answer.sentences] == ["witnessed"]


@pytest.mark.parametrize(("field", "kind"), KINDS)
def test_findings_stand_below_the_same_document_and_above_the_question(
    standin, document, field, kind
):
    reader = RemoteReader(standin.says(*MARKED, takes=field, **kind))
    first = answer_of(reader.answer(document, QUESTION))
    answer_of(reader.answer(document, "Where are warehouses leased?", history=[first]))

    one, two = bodies(standin)

    assert one["messages"][0] == two["messages"][0]
    assert "[PDF page 1]" in one["messages"][0]["content"]
    asked = one["messages"][-1]["content"]
    assert "\n[1] Net sales increased 5% to $12,345 million in 2019." in asked
    assert asked.endswith(QUESTION)
    assert [m["role"] for m in two["messages"]] == ["system", "user", "assistant", "user"]
    assert two["messages"][1]["content"] == QUESTION


def test_a_grammar_names_as_many_findings_as_were_shown_and_no_more(standin, document):
    answer_of(
        RemoteReader(standin.says(*MARKED, takes="grammar", **LLAMA_CPP)).answer(document, QUESTION)
    )

    (body,) = bodies(standin)
    shown = body["messages"][-1]["content"]
    count = next(n for n in range(9, 0, -1) if f"\n[{n}] " in shown)
    assert f'"[{count}]"' in grammar_in(body)
    assert f"[{count + 1}]" not in grammar_in(body)


def test_a_mark_that_no_finding_has_is_left_out(standin, document):
    pieces = ["[1]\nNet sales increased 5% in 2019. [77]"]

    answer = answer_of(
        RemoteReader(standin.says(*pieces, takes="grammar", **LLAMA_CPP)).answer(document, QUESTION)
    )

    assert answer.text == "Net sales increased 5% in 2019."
    assert {c.page_number for c in answer.citations} == {1}  # the witness's own


def test_what_no_finding_says_is_quoted_from_its_page(standin, document):
    pieces = ["[0]\nThe Company leases warehouses in Ohio. [[The Company leases ", "warehouses]]"]
    url = standin.says(*pieces, takes="grammar", **LLAMA_CPP)

    answer = answer_of(RemoteReader(url).answer(document, QUESTION))

    assert answer.text.startswith("The Company leases warehouses in Ohio.")
    assert "[0]" not in answer.text


def test_a_marked_sentence_that_its_finding_does_not_bear_out_is_withheld(standin, document):
    pieces = ["[1]\nNet sales of Tesla were $99 billion. [1]"]

    answer = answer_of(
        RemoteReader(standin.says(*pieces, takes="grammar", **LLAMA_CPP)).answer(document, QUESTION)
    )

    assert answer.withheld == "Net sales of Tesla were $99 billion."
    assert "Tesla" not in answer.text


@pytest.mark.parametrize(("field", "kind"), KINDS)
def test_what_was_found_out_is_not_asked_again(standin, document, field, kind):
    reader = RemoteReader(standin.says(*MARKED, takes=field, **kind))
    for _ in range(2):
        answer_of(reader.answer(document, QUESTION))

    sent = [request["body"] for request in standin.seen()["requests"]]
    trials = [body for body in sent if TRIAL_WORD in str(body)]

    assert trials == sent[: len(trials)]  # before the first answer
    assert len({str(trial) for trial in trials}) == len(trials)
    assert all(trial["max_tokens"] <= 16 for trial in trials)
    assert len(sent) - len(trials) == 2


@pytest.mark.parametrize("kind", [VLLM, LLAMA_CPP, {}])
def test_a_server_that_heeds_no_grammar_is_asked_as_ever(standin, document, kind):
    url = standin.says("Net sales rose ", "[[Net sales increased 5%]].", **kind)

    answer = answer_of(RemoteReader(url).answer(document, QUESTION))

    (body,) = bodies(standin)
    assert grammar_in(body) is None
    assert body["messages"][-1]["content"] == QUESTION
    assert answer.citations[0].cited_text == "Net sales increased 5%"


@pytest.mark.parametrize("refusal", ["refuses", "refuses_late"])
@pytest.mark.parametrize(("field", "kind"), KINDS)
def test_a_server_that_refuses_the_field_is_asked_as_ever(standin, document, refusal, field, kind):
    other = {"structured_outputs": "guided_grammar", "guided_grammar": "structured_outputs"}
    script = {refusal: field, "takes": other.get(field, "")}
    url = standin.says("[1]\nNet sales increased 5% in 2019. [1]", **script, **kind)

    answer = answer_of(RemoteReader(url).answer(document, QUESTION))

    assert all(field not in body for body in bodies(standin))
    assert answer.text.endswith("Net sales increased 5% in 2019.") or field == "grammar"


@pytest.mark.parametrize("refusal", ["refuses", "refuses_late"])
def test_a_grammar_refused_later_is_left_out_from_then_on(standin, document, refusal):
    reader = RemoteReader(standin.says(*MARKED, takes="grammar", **LLAMA_CPP))
    answer_of(reader.answer(document, QUESTION))
    standin.says("Net sales increased 5%.", **{refusal: "grammar"}, **LLAMA_CPP)

    answers = [answer_of(reader.answer(document, QUESTION)) for _ in range(2)]

    assert [a.text for a in answers] == ["Net sales increased 5%."] * 2
    assert [grammar_in(body) is None for body in bodies(standin)] == [False, True, True]


def test_a_request_refused_without_a_grammar_is_an_error(standin, document):
    reader = RemoteReader(standin.says(status=400, error="temperature must not be 0"))

    with pytest.raises(RequestRefused, match="temperature"):
        list(reader.answer(document, QUESTION))


def test_a_server_that_fails_while_it_is_tried_is_tried_again(standin, document):
    reader = RemoteReader(standin.says(break_after=0, takes="other", **LLAMA_CPP))
    with pytest.raises(ModelServerError, match="incomplete chunked read"):
        list(reader.answer(document, QUESTION))
    standin.says(*MARKED, takes="grammar", **LLAMA_CPP)

    answer_of(reader.answer(document, QUESTION))

    assert grammar_in(bodies(standin)[-1])


def test_words_come_as_they_are_written_and_whoever_stops_is_heard(standin, document):
    reader = RemoteReader(standin.says(*MARKED, takes="grammar", **LLAMA_CPP))
    answer_of(reader.answer(document, QUESTION))
    standin.says(*MARKED, takes="grammar", seconds_before=600, **LLAMA_CPP)
    events = reader.answer(document, QUESTION)

    started = time.monotonic()
    while not bodies(standin):
        assert isinstance(next(events), Progress)
    assert [type(next(events)) for _ in range(3)] == [Progress] * 3
    events.close()

    while not standin.seen()["num_hung_up"]:
        assert time.monotonic() - started < 300
        time.sleep(0.02)


def test_stop_is_heard_while_a_server_is_tried(standin, document):
    reader = RemoteReader(standin.says(seconds_before=600, **LLAMA_CPP))
    events = reader.answer(document, QUESTION)
    assert [type(next(events)) for _ in range(3)] == [Progress] * 3
    events.close()

    started = time.monotonic()
    while not standin.seen()["num_hung_up"]:
        assert time.monotonic() - started < 300
        time.sleep(0.02)


@pytest.mark.parametrize(
    "model", [{"id": "m", "meta": {"n_ctx": 1024}}, {"id": "m", "max_model_len": 1024}, {"id": "m"}]
)
def test_how_much_fits_is_asked_of_the_server(standin, model):
    settings = {"default_generation_settings": {"n_ctx": 1024}}

    reader = RemoteReader(standin.says(models=[model], props=settings))

    assert reader._context_tokens == 1024
