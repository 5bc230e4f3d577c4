"""The app with a stand-in for a model, which says what is true and what is made up."""

import sys
from collections.abc import Collection, Generator, Iterator, Sequence

import app
import ui.state.model_host
from qa.answer import Answer, AnswerEvent, Coverage, TextDelta
from qa.library import StoredDocument
from qa.readers.base import Reader
from qa.readers.witnessing import WitnessedQuestion, witnessed

SAYS = {
    "margin": "Gross margin fell in 2025. The decline was due to a fire in the Lisbon plant."
    " Revenue of 2025 was $9,999 million.",
    "penguin": "The company keeps 400 penguins on Mars.",
}


class SaidReader:
    name = "stand-in"

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        pages = {number: document.page(number) for number in document.coverage.read}
        said = next(
            (text for word, text in SAYS.items() if word in question.lower()), "Not stated."
        )
        asked = WitnessedQuestion(document, question, history, focus, pages)
        yield from witnessed(_events(said, question, document.coverage), asked)

    def close(self) -> None:
        pass


def _events(said: str, question: str, coverage: Coverage) -> Generator[AnswerEvent]:
    yield TextDelta(said)
    yield Answer(question, said, (), coverage, SaidReader.name, "stop", 0.5)


def load(*_: object) -> Reader:
    return SaidReader()


ui.state.model_host.load_model_reader = load

if __name__ == "__main__":
    sys.exit(app.main())
