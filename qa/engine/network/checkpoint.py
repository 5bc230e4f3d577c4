"""The tensors of a folder by name, as published: safetensors with an index.

safetensors only: a pickle can run code. Tensors are read one at a time from the mapped file.
"""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from qa.models.errors import CorruptWeights, NotAModelFolder


class Checkpoint:
    """The tensors of a folder by name. Use as a context manager: it holds the files open."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        index = folder / "model.safetensors.index.json"
        single = folder / "model.safetensors"
        names: dict[str, str] = {}
        if index.exists():
            try:
                names = dict(json.loads(index.read_text("utf-8"))["weight_map"])
            except (ValueError, KeyError, TypeError) as error:
                raise CorruptWeights(file=index.name, what="unreadable index") from error
        elif not single.exists():
            raise NotAModelFolder(folder=folder, missing="model.safetensors")
        files = set(names.values()) or {single.name}
        if any(Path(name).name != name for name in files):
            raise CorruptWeights(file=index.name, what="it names files outside the folder")
        handles = {name: self._open(folder, name) for name in sorted(files)}
        self._handle_of: dict[str, Any] = {}
        self._file_of: dict[str, str] = {}
        self._read: set[str] = set()
        for file, handle in handles.items():
            for name in handle.keys():  # noqa: SIM118 - a safetensors handle is not a dict
                self._handle_of[name] = handle
                self._file_of[name] = file
        missing = sorted(set(names) - set(self._handle_of))
        if missing:
            raise CorruptWeights(file=names[missing[0]], what=f"{missing[0]} is missing")

    def _open(self, folder: Path, name: str) -> Any:
        if not (folder / name).exists():
            raise NotAModelFolder(folder=folder, missing=name)
        try:
            return self._stack.enter_context(safe_open(folder / name, framework="pt"))
        except (SafetensorError, OSError) as error:
            raise CorruptWeights(file=name, what="not a complete safetensors file") from error

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def __contains__(self, name: str) -> bool:
        return name in self._handle_of

    def names(self) -> list[str]:
        return sorted(self._handle_of)

    def unread(self, prefix: str) -> list[str]:
        """Weights and biases under a prefix that nobody has asked for."""
        ends = (".weight", ".bias")
        found = (n for n in self.names() if n.startswith(prefix) and n.endswith(ends))
        return [name for name in found if name not in self._read]

    def layout(self, name: str) -> tuple[str, tuple[int, ...]]:
        """Return (dtype as safetensors spells it, shape) without reading the numbers."""
        stored = self._handle_of[name].get_slice(name)
        return stored.get_dtype(), tuple(stored.get_shape())

    def tensor(self, name: str, shape: tuple[int, ...] | None = None) -> Tensor:
        """Return one tensor on the CPU; raises CorruptWeights when it is missing or misshapen."""
        if name not in self:
            raise CorruptWeights(file="the checkpoint", what=f"{name} is missing")
        tensor: Tensor = self._handle_of[name].get_tensor(name)
        self._read.add(name)
        if shape is not None and tuple(tensor.shape) != shape:
            raise CorruptWeights(file=self._file_of[name], what=f"{name} has {tuple(tensor.shape)}")
        return tensor
