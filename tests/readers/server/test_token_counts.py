"""How much is sent to a server that takes little: by its own count of tokens where it tells."""

import pytest

from qa.answer import Answer
from qa.library import Library
from qa.pipeline import read_document
from qa.readers.server.reader import MAX_ANSWER_TOKENS, RemoteReader
from tests.pdfs.make import simple_pdf

CONTEXT = 4096
LINE = "Net sales of the segment were higher than in the year before and are explained below."


@pytest.fixture
def long_document(tmp_path):
    pages = [[f"Segment {n}", *([LINE] * 20)] for n in range(30)]
    with Library(tmp_path / "long") as library:
        yield read_document(simple_pdf(pages), file_name="long.pdf", library=library)


def characters_sent(standin, document, context: int = CONTEXT, **script: object) -> int:
    """Of pages, question and all, to a server with a context of so many tokens."""
    model = {"id": "acme/echo", "owned_by": "vllm", "max_model_len": context}
    standin.says("Yes.", models=[model], **script)
    *_, answer = RemoteReader(standin.url).answer(document, "Why were net sales higher?")
    assert isinstance(answer, Answer)
    (request,) = standin.seen()["requests"]
    return sum(len(message["content"]) for message in request["body"]["messages"])


@pytest.mark.parametrize("tokens_a_character", [1.0, 0.5, 0.15])
def test_what_is_sent_fits_by_the_servers_own_count_and_fills_its_room(
    standin, long_document, tokens_a_character
):
    sent = characters_sent(standin, long_document, tokens_a_character=tokens_a_character)

    room = CONTEXT - MAX_ANSWER_TOKENS
    assert 0.5 * room < sent * tokens_a_character <= room


def test_a_server_that_does_not_tell_gets_what_is_estimated(standin, long_document):
    estimated = characters_sent(standin, long_document)

    assert characters_sent(standin, long_document, tokens_a_character=1.0) < estimated
    assert characters_sent(standin, long_document, tokens_a_character=0.15) > estimated


def test_where_much_fits_no_page_is_sent_to_be_counted(standin, long_document):
    as_estimated = characters_sent(standin, long_document, context=65_536)

    counted = characters_sent(standin, long_document, context=65_536, tokens_a_character=9.0)
    assert counted == as_estimated
