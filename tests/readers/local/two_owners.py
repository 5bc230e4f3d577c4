"""A computed model, two owners' reports, and what each question's answer is when asked alone.

The model (tests/computed/quoting.py) answers the label of a row with the row. The reports have the
same labels and other figures, so that an answer out of another report is seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import torch

from qa.answer import Answer
from qa.engine.engine import Engine, Prefix
from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_store.store import KVStore
from qa.engine.network.loader import load_model
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from qa.engine.sampling import SamplingParams
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.prompting.chat_template import ChatTemplate
from qa.prompting.prompt import PromptBuilder
from qa.prompting.tokenizer import ModelTokenizer
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.reader import ModelReader
from tests.computed.quoting import make_quoting
from tests.pdfs.make import simple_pdf

LABELS = (
    "Repairs of air pumps and oil filters",
    "Training of freight crane and rail drives",
    "Switches for water heat and steel gauges",
)
OWNERS, NAMES = ("ann", "ben"), ("one", "two")
PAUSE_S = 0.05


@dataclass
class World:
    """What all examples share: a model, the reports, and what each answer is when asked alone."""

    model: Qwen3
    builder: PromptBuilder
    documents: dict[tuple[str, str], StoredDocument]
    faults: list[str] = field(default_factory=list)
    alone: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    document_bytes: int = 2**26
    is_running: Event = field(default_factory=Event)

    def reader(self, room: float = 1.0) -> ModelReader:
        """room: for how many documents; what is over is for questions."""
        memory_bytes = int(room * self.document_bytes)
        engine = Watched(
            self.model, memory_bytes=memory_bytes, prefill_chunk=64, on_step=self.next_round
        )
        engine.faults = self.faults
        return ModelReader(
            engine,
            self.builder,
            name="computed",
            params=SamplingParams(max_tokens=60),
            keeping=KVPersistence(KVStore(10**9), "computed"),
        )

    def next_round(self) -> None:
        """Let the engine's thread be slow while others ask, and never stand still."""
        self.is_running.wait(PAUSE_S)

    def forget_what_was_kept(self) -> None:
        for document in self.documents.values():
            for path in document.folder.glob("shelf-*"):
                path.unlink()


class Watched(Engine):
    """Notes a document that was freed under its saver."""

    faults: list[str]

    @contextmanager
    def held(self, prefix: Prefix) -> Iterator[KVCache | None]:
        with super().held(prefix) as arena:
            yield arena
            if arena is not None and arena.capacity == 0:
                self.faults.append("saved after it was freed")


def make_world(folder: Path, library: Library) -> World:
    """Return it with what each answer is alone."""
    reports = [(owner, name) for owner in OWNERS for name in NAMES]
    rows = {
        report: [f"{label} {n}{i}7 {i}{n}4" for i, label in enumerate(LABELS, start=1)]
        for n, report in enumerate(reports)
    }
    lines = [line for of_one in rows.values() for line in of_one]
    folder = make_quoting(folder, lines, vocab_size=512)
    world = World(
        model=load_model(folder, device=torch.device("cpu"), weight_format=WeightFormat.FP32),
        builder=PromptBuilder(
            ModelTokenizer.from_folder(folder), ChatTemplate.from_folder(folder), 2048
        ),
        documents={
            (owner, name): read_document(
                simple_pdf([["Annual report", *of_one, "The end"]]),
                file_name=f"{name}.pdf",
                library=library,
                owner=owner,
            )
            for (owner, name), of_one in rows.items()
        },
    )
    world.is_running.set()
    reader = world.reader()
    for report, document in world.documents.items():
        for label, row in zip(LABELS, rows[report], strict=True):
            *_, answer = reader.answer(document, label)
            assert answer.text == row
            assert [citation.cited_text for citation in answer.citations] == [row]
            world.alone[*report, label] = answer
    held = reader._prefixes._held.values()
    world.document_bytes = max(h.reading.arena.num_bytes for h in held)
    reader.close()
    world.forget_what_was_kept()
    return world
