"""What keys and values depend on beside the tokens: one string for a model as it was loaded.

Two models with the same string compute the same numbers, as far as can be told without reading all
weights at every start: a change of a weights file shows in its size, its time of change or in
samples of its content. Settings and tokenizer are read whole.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch

from qa.engine.network.network import Qwen3

ARITHMETIC = 3  # raised whenever the engine computes other numbers from the same weights
SETTINGS = ("config.json", "tokenizer.json", "tokenizer_config.json")
SAMPLES = 64  # of each weights file, evenly spaced, the first at its start
SAMPLE_BYTES = 4096


def fingerprint(
    model: Qwen3, folder: Path, *, weight_format: str, revision: str = "", prefill: str = "dense"
) -> str:
    """Return hex digits that change with whatever changes a model's keys and values.

    folder: what the model was loaded from, or a GGUF file, which begins with its settings.
    prefill: how documents are read. Raises OSError when the folder cannot be read any more.
    """
    facts = {
        "arithmetic": ARITHMETIC,
        "torch": torch.__version__,
        "device": model.device.type,
        "dtype": str(model.dtype),
        "kv format": model.kv_format.value,
        "weight format": weight_format,
        "prefill": prefill,
        "revision": revision,
        "config": asdict(model.config),  # the RoPE configuration included
        "settings": {name: _digest(folder / name) for name in SETTINGS if not folder.is_file()},
        "weights": {path.name: _samples(path) for path in _weights_files(folder)},
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _weights_files(folder: Path) -> list[Path]:
    return [folder] if folder.is_file() else sorted(folder.glob("*.safetensors"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _samples(path: Path) -> str:
    """A digest of a weights file's size, time of change and samples.

    In the hub's cache the file is a link to one that is named by its content.
    """
    status = path.stat()
    digest = hashlib.sha256(f"{path.resolve().name} {status.st_size} {status.st_mtime_ns}".encode())
    with path.open("rb") as file:
        for i in range(SAMPLES):
            file.seek(status.st_size * i // SAMPLES)
            digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()
