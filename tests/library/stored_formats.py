"""What each stored format looks like today, beside its number; stored_formats.json has both of all
versions so far.

Whoever changes a format counts its number up, then writes the new one down:
`python -m tests.library.stored_formats`. A format that is written down never changes again.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import torch

from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.kv_store import file as kv_file
from qa.formats import answer_json
from qa.library.catalog import CATALOG_FORMAT
from qa.library.lines_file import LINES_FORMAT
from qa.search import index_to_store, stored_index
from tests.library.small_documents import answer
from tests.search.small_filing import CHINESE_FILING, FILING

SNAPSHOT = Path(__file__).with_name("stored_formats.json")
Recorded = Mapping[str, Mapping[str, object]]  # name -> number -> what is stored


class FormatChanged(Exception):
    """What is stored is not what is written down under its number."""


@dataclass(frozen=True, slots=True)
class StoredFormat:
    """number: as the program has it. stored: values of JSON that change whenever the format does.
    where: the number's place. old: what becomes of what is stored under the number before.
    """

    name: str
    number: int
    stored: Callable[[], object]
    where: str
    old: str

    def check(self, recorded: Recorded) -> None:
        """Raise FormatChanged, saying what to do, unless this is what was written down last."""
        versions = recorded.get(self.name, {})
        stored, known = self.stored(), versions.get(str(self.number))
        if known is not None and known != stored:
            raise FormatChanged(
                f"What is stored as {self.name} has changed, and its number {self.number} has not."
                f" Count it up: {self.where}. {self.old} Then write the new format down:"
                f" python -m tests.library.stored_formats. Was: {known}. Is: {stored}."
            )
        if str(self.number) != max(versions, key=int, default=None):
            raise FormatChanged(
                f"{self.name} has the number {self.number}, which is not the last one written down."
                " Where it was counted up, write the new format down:"
                " python -m tests.library.stored_formats."
            )


def _statements(schema: str) -> list[str]:
    """A schema's statements without comments, with single spaces."""
    without_comments = re.sub(r"--[^\n]*", "", schema)
    return [" ".join(part.split()) for part in without_comments.split(";") if part.strip()]


def _search_index() -> object:
    """The parts of an index, and a digest of all that one holds: terms, kinds and weights."""
    data = index_to_store((*FILING, *CHINESE_FILING), ()).data
    length = int.from_bytes(data[:4], "little")
    names = list(json.loads(data[4 : 4 + length]))
    return {"parts": names, "sha256": hashlib.sha256(data).hexdigest()}


def _keys_and_values() -> object:
    """The header of a file in each kind of numbers, for 300 tokens of a small model."""
    shape = SimpleNamespace(num_layers=1, num_kv_heads=2, head_dim=64)
    headers = {}
    for kind in KVFormat:
        make = Int4KVCache if kind is KVFormat.KV4 else KVCache
        tensors = make(shape, 300, kind, torch.device("cpu")).tensors(300)
        with tempfile.TemporaryFile() as file:
            kv_file.write_tensors(file.fileno(), tensors, "key", lambda share: True)
            length = int.from_bytes(os.pread(file.fileno(), 8, 0), "little")
            header = json.loads(os.pread(file.fileno(), length, 8))
        metadata = header.pop("__metadata__")
        headers[kind.value] = {"metadata": [*metadata], "number": metadata["format"], **header}
    return headers


def _names(value: object) -> object:
    """The names inside an object of JSON with the kinds of their values."""
    if isinstance(value, dict):
        return {name: _names(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_names(item) for item in value[:1]]
    return type(value).__name__


FORMATS = (
    StoredFormat(
        "library.sqlite",
        CATALOG_FORMAT.newest,
        lambda: _statements(CATALOG_FORMAT.schema),
        "add a Migration to CATALOG_FORMAT in qa/library/catalog.py",
        "It brings an older library to the new schema.",
    ),
    StoredFormat(
        "lines.sqlite",
        LINES_FORMAT.newest,
        lambda: _statements(LINES_FORMAT.schema),
        "add a Migration to LINES_FORMAT in qa/library/lines_file.py",
        "It brings an older file to the new schema.",
    ),
    StoredFormat(
        "search index",
        stored_index.VERSION,
        _search_index,
        "VERSION in qa/search/stored_index.py",
        "An index of another number is made again.",
    ),
    StoredFormat(
        "keys and values",
        int(kv_file.FORMAT),
        _keys_and_values,
        "FORMAT in qa/engine/kv_store/file.py",
        "What a file of another number holds is read by the model again.",
    ),
    StoredFormat(
        "answers",
        answer_json.FORMAT,
        lambda: _names(answer_json.answer_to_json(answer())),
        "FORMAT in qa/formats/answer_json.py",
        "Older answers have to be read too: give new names a default in answer_from_json.",
    ),
)


def recorded_formats() -> dict[str, dict[str, object]]:
    """Return what was written down, by name and number."""
    formats: dict[str, dict[str, object]] = json.loads(SNAPSHOT.read_text("utf-8"))
    return formats


def with_new_ones(recorded: Recorded, formats: tuple[StoredFormat, ...]) -> Recorded:
    """Return what was written down with the numbers that were not; raises FormatChanged."""
    added = {name: dict(versions) for name, versions in recorded.items()}
    for each in formats:
        added.setdefault(each.name, {}).setdefault(str(each.number), each.stored())
        each.check(added)
    return added


def main() -> None:
    recorded = recorded_formats() if SNAPSHOT.exists() else {}
    try:
        text = json.dumps(with_new_ones(recorded, FORMATS), indent=1, ensure_ascii=False)
    except FormatChanged as error:
        sys.exit(str(error))
    SNAPSHOT.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
