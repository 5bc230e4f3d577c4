"""A GGUF file answers like the folder it was made of, and what it has read is kept like that."""

import pytest

from qa.answer import Answer
from qa.library import Library
from qa.models.catalog import ModelFile, ModelFolder, resolve
from qa.pipeline import read_document
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from tests.engine.tiny_checkpoint import KINDS, make_checkpoint
from tests.models.tiny_gguf import write_gguf
from tests.pdfs.make import simple_pdf
from tests.prompting.tiny_tokenizer import make_tokenizer

PAGES = [["Net sales increased 5% to $12,345 million in 2019.", "Page 1"], ["Depreciation 1,488"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "tiny"
    eos = make_tokenizer(folder)["<|im_end|>"]
    changes = KINDS["llama"] | {"eos_token_id": eos, "tie_word_embeddings": False}
    return make_checkpoint(folder, **changes)


@pytest.fixture
def document(tmp_path):
    with Library(tmp_path / "library") as library:
        yield read_document(simple_pdf(PAGES), file_name="report.pdf", library=library)


def answer_of(source, document, shelf_bytes=0):
    options = ModelOptions(2048, shelf_bytes=shelf_bytes)
    reader = load_reader(source, options=options)
    try:
        *_, answer = reader.answer(document, "What were net sales?")
        reader.wait_until_kept()
    finally:
        reader.close()
    assert isinstance(answer, Answer)
    return answer


def test_a_file_answers_like_its_folder(folder, document, tmp_path):
    path = write_gguf(folder, tmp_path / "tiny-llama.gguf")
    source = resolve(str(path))
    assert source == ModelFile(path)
    from_file, from_folder = answer_of(source, document), answer_of(ModelFolder(folder), document)
    assert from_file.text == from_folder.text != ""
    assert from_file.usage.prompt_tokens == from_folder.usage.prompt_tokens
    assert from_file.reader == "tiny-llama"


def test_what_was_read_is_kept_until_the_file_changes(folder, document, tmp_path):
    path = write_gguf(folder, tmp_path / "tiny-llama.gguf")
    first = answer_of(ModelFile(path), document, shelf_bytes=10**9)
    again = answer_of(ModelFile(path), document, shelf_bytes=10**9)
    path.write_bytes(path.read_bytes())  # a new time of change
    changed = answer_of(ModelFile(path), document, shelf_bytes=10**9)
    cached = [answer.usage.cached_tokens for answer in (first, again, changed)]
    assert cached[0] == cached[2] == 0 < cached[1]
    assert first.text == again.text == changed.text
