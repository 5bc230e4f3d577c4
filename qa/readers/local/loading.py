"""From what a user typed after --model to a reader: choose, fetch, load. Slow; meant for the
background.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.engine.attention.choice import name_of, prefill_chunk
from qa.engine.engine import Engine, default_slots
from qa.engine.kv_cache.cache import KVFormat, kv_bytes, kv_capacity
from qa.engine.kv_store.fingerprint import fingerprint
from qa.engine.kv_store.pinned_memory import HostMemory
from qa.engine.kv_store.store import KVStore
from qa.engine.network.loader import CPU, Device, best_device, load_model
from qa.engine.network.model_files import read_config
from qa.engine.network.sparse_prefill import Selection
from qa.engine.network.weights import WeightFormat, best_weight_format
from qa.engine.probing.device_info import describe
from qa.engine.probing.probe import choose_model, probe_devices, shape_of, weight_bytes
from qa.models.catalog import Auto, HubModel, ModelFile, ModelFolder
from qa.models.errors import ModelTooLarge, NoModelFits
from qa.models.gguf_file import GgufFile
from qa.models.hub import fetch
from qa.prompting.chat_template import ChatTemplate
from qa.prompting.prompt import PromptBuilder
from qa.prompting.tokenizer import ModelTokenizer
from qa.readers.base import Setup
from qa.readers.local.options import ModelOptions
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.reader import MAX_ANSWER_TOKENS, ModelReader

CPU_CONTEXT_TOKENS = 4096  # what a CPU reads within seconds; more on request
HOST_MEMORY_SHARE = 0.25  # of what is free beside a GPU, for documents that left it
MEMORY_SHARE = 0.8  # of what is free once the weights are loaded; the rest is for the work itself


@dataclass(frozen=True, slots=True)
class Loading:
    """How far a model has come: bytes while fetching, layers while loading."""

    stage: Literal["choosing", "fetching", "loading", "trying"]
    model: str
    done: int = 0
    total: int = 0


def load_reader(
    source: Auto | HubModel | ModelFolder | ModelFile,
    *,
    options: ModelOptions = ModelOptions(),  # noqa: B008 - frozen
    on_progress: Callable[[Loading], None] = lambda loading: None,
) -> ModelReader:
    """Return a reader that is ready to answer.

    What the device reads in seconds is all that fits a GPU, CPU_CONTEXT_TOKENS on a CPU. Raises
    NoModelFits where `auto` finds none that answers in time, and the other ModelErrors.
    """
    device = best_device()
    match source:
        case Auto():
            on_progress(Loading("choosing", "auto"))
            choice = choose_model(probe_devices())
            if choice.model is None:  # a busy moment looks like a slow machine
                choice = choose_model(probe_devices())
            if choice.model is None:
                raise NoModelFits(reason=choice.reason)
            if choice.device == "cpu":
                device = CPU
            name, folder = choice.model.name, _fetch(choice.model.model_id, None, on_progress)
        case HubModel(model_id, revision):
            name = model_id.partition("/")[2]
            folder = _fetch(model_id, revision, on_progress)
        case ModelFolder(path):
            name, folder = path.resolve().name, path
        case ModelFile(path):
            name, folder = path.stem, path
    revision = "" if isinstance(source, ModelFolder | ModelFile) else folder.name
    return _load(folder, name, revision, device, options, on_progress)


def _fetch(model_id: str, revision: str | None, on_progress: Callable[[Loading], None]) -> Path:
    def on_bytes(done: int, total: int) -> None:
        on_progress(Loading("fetching", model_id, done, total))

    return fetch(model_id, revision, on_progress=on_bytes).folder


def _load(
    folder: Path,
    name: str,
    revision: str,
    device: Device,
    options: ModelOptions,
    on_progress: Callable[[Loading], None],
) -> ModelReader:
    tokenizer, template = _tokenizer_and_template(folder)
    weight_format = best_weight_format(device)
    _check_memory(folder, name, device, weight_format)
    model = load_model(
        folder,
        device=device,
        weight_format=weight_format,
        kv_format=None if options.kv == "auto" else KVFormat(options.kv),
        prefill=Selection() if options.prefill == "sparse" else None,
        on_progress=lambda done, total: on_progress(Loading("loading", name, done, total)),
    )
    memory = int(describe(device).free_bytes * MEMORY_SHARE)
    slots = default_slots(model, memory)
    answer = kv_bytes(model.config, model.kv_format, MAX_ANSWER_TOKENS)
    answers = max(answer, slots.num_bytes(model.config, model.kv_format))
    room = kv_capacity(model.config, model.kv_format, memory - answers)
    context_tokens = options.context_tokens
    if context_tokens is None and device.type == "cpu":
        context_tokens = CPU_CONTEXT_TOKENS
    longest = min(room, model.config.max_position - MAX_ANSWER_TOKENS)
    builder = PromptBuilder(tokenizer, template, min(context_tokens or longest, longest))
    keeping = None
    if options.shelf_bytes != 0:
        identity = fingerprint(
            model,
            folder,
            weight_format=weight_format,
            revision=revision,
            prefill="dense" if model.sparse is None else repr(model.sparse.selection),
        )
        keeping = KVPersistence(KVStore(options.shelf_bytes, host=_host_memory(device)), identity)
    engine = Engine(model, memory_bytes=memory, prefill_chunk=prefill_chunk(device))
    return ModelReader(
        engine,
        builder,
        name=name,
        longest_prompt=longest,
        keeping=keeping,
        evidence_first=options.evidence_first,
        setup=Setup(
            device="CPU" if device.type == "cpu" else describe(device).name,
            weights=weight_format.value,
            kv=model.kv_format.value,
            attention=name_of(model.attend),
            is_sparse=model.sparse is not None,
            questions_at_once=engine.num_slots or Setup().questions_at_once,
        ),
    )


def _tokenizer_and_template(folder: Path) -> tuple[ModelTokenizer, ChatTemplate]:
    if folder.is_file():
        file = GgufFile.read(folder)
        return ModelTokenizer.from_gguf(file), ChatTemplate.from_gguf(file)
    return ModelTokenizer.from_folder(folder), ChatTemplate.from_folder(folder)


def _check_memory(folder: Path, name: str, device: Device, weight_format: WeightFormat) -> None:
    """Raise ModelTooLarge where not even the weights fit; what is left holds the documents."""
    needed = weight_bytes(shape_of(read_config(folder)), weight_format)
    free = describe(device).free_bytes
    if needed > free:
        raise ModelTooLarge(
            model=name, needed_gb=f"{needed / 1e9:.1f}", free_gb=f"{free / 1e9:.1f}"
        )


def _host_memory(device: Device) -> HostMemory | None:
    """Main memory for what a GPU gives back; on a CPU that is where it was all along."""
    if device.type == "cpu":
        return None
    return HostMemory(int(describe(CPU).free_bytes * HOST_MEMORY_SHARE))
