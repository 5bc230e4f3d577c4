"""A GGUF file: what it says about a model, and its tensors as numbers. Knows no architecture.

The format is ggml's (docs/gguf.md of ggml-org/ggml), versions 2 and 3, little-endian, as llama.cpp,
Ollama and LM Studio keep models. The metadata is parsed here: the reader of the package gguf makes
an array of every string, 4 s for a vocabulary of 49,152 where this takes 0.1 s. What it is used for
is the numbers: its dequantisation is that of ggml's authors.
"""

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.models.errors import CorruptWeights, MissingPackage, NotAModelFolder, UnsupportedModel

MAGIC = b"GGUF"
VERSIONS = (2, 3)
# Names as ggml has them. Files called Q4_K_M hold several: Q5_0 where rows are no multiple of 256.
READABLE = frozenset(
    ("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K")
)
ROWS_AT_ONCE = 8192  # dequantising takes several times the memory of its result
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_MAX_DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """Where a tensor stands. shape: rows first, as torch and numpy have it."""

    kind: int  # of ggml's number formats
    shape: tuple[int, ...]
    offset: int  # of its first byte in the file


@dataclass(frozen=True, slots=True, eq=False)
class GgufFile:
    """A file's metadata by key, strings and lists as such, and its tensors by name."""

    path: Path
    fields: Mapping[str, Any]
    tensors: Mapping[str, GgufTensor]

    @classmethod
    def read(cls, path: Path) -> "GgufFile":
        """Read everything but the numbers. Raises NotAModelFolder, UnsupportedModel where the file
        is one of several or of another version, and CorruptWeights.
        """
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # an empty file cannot be mapped
            raise NotAModelFolder(folder=path, missing="the file's content") from error
        with data:
            if data[:4] != MAGIC:
                raise NotAModelFolder(folder=path, missing="the mark of a GGUF file")
            try:
                return _parse(path, data)
            except (struct.error, ValueError, OverflowError) as error:
                raise CorruptWeights(file=path.name, what="its head is cut or garbled") from error

    def numbers(self, name: str) -> npt.NDArray[np.float32]:
        """A tensor in fp32. Raises CorruptWeights, UnsupportedModel or MissingPackage."""
        tensor = self.tensors.get(name)
        if tensor is None:
            raise CorruptWeights(file=self.path.name, what=f"{name} is missing")
        gguf = _gguf()
        try:
            kind = gguf.GGMLQuantizationType(tensor.kind)
        except ValueError:
            raise UnsupportedModel(
                folder=self.path, what=f"weights in ggml's format {tensor.kind}"
            ) from None
        if kind.name not in READABLE:
            raise UnsupportedModel(folder=self.path, what=f"weights in the format {kind.name}")
        per_block, block_bytes = gguf.GGML_QUANT_SIZES[kind]
        columns = tensor.shape[-1]
        rows = math.prod(tensor.shape[:-1])
        if not rows * columns or columns % per_block:
            raise CorruptWeights(file=self.path.name, what=f"{name} has {tensor.shape}")
        row_bytes = columns // per_block * block_bytes
        if tensor.offset + rows * row_bytes > self.path.stat().st_size:
            raise CorruptWeights(file=self.path.name, what=f"{name} is cut")
        stored = np.memmap(self.path, np.uint8, "r", tensor.offset, (rows, row_bytes))
        out = np.empty((rows, columns), dtype=np.float32)
        for first in range(0, rows, ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            out[part] = gguf.quants.dequantize(stored[part], kind).reshape(-1, columns)
        return out.reshape(tensor.shape)


def is_gguf(path: Path) -> bool:
    """Whether a path is a file that begins as a GGUF file does; Ollama's have no suffix."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _parse(path: Path, data: mmap.mmap) -> GgufFile:
    cursor = _Cursor(data, len(MAGIC))
    version = cursor.scalar("I")
    if version not in VERSIONS:
        raise UnsupportedModel(
            folder=path, what=f"version {version} of GGUF, or another byte order"
        )
    num_tensors, num_fields = cursor.scalar("Q"), cursor.scalar("Q")
    fields: dict[str, Any] = {}
    for _ in range(num_fields):
        key = cursor.string()
        fields[key] = cursor.value(cursor.scalar("I"))
    if fields.get("split.count", 0) > 1:
        raise UnsupportedModel(
            folder=path,
            what="one of several parts (llama-gguf-split --merge makes one file of them)",
        )
    found: dict[str, GgufTensor] = {}
    for _ in range(num_tensors):
        name = cursor.string()
        num_dimensions = cursor.scalar("I")
        if not 0 < num_dimensions <= _MAX_DIMENSIONS:
            raise ValueError(num_dimensions)
        shape = tuple(cursor.scalar("Q") for _ in range(num_dimensions))[::-1]
        found[name] = GgufTensor(cursor.scalar("I"), shape, cursor.scalar("Q"))
    alignment = int(fields.get("general.alignment", 32))
    if alignment < 1:
        raise ValueError(alignment)
    first = cursor.position + -cursor.position % alignment
    tensors = {
        name: GgufTensor(tensor.kind, tensor.shape, first + tensor.offset)
        for name, tensor in found.items()
    }
    return GgufFile(path, fields, tensors)


class _Cursor:
    """Reads values one after the other; ValueError or struct.error where the file ends before."""

    def __init__(self, data: mmap.mmap, position: int) -> None:
        self._data = data
        self.position = position

    def scalar(self, code: str) -> Any:
        (number,) = struct.unpack_from("<" + code, self._data, self.position)
        self.position += struct.calcsize("<" + code)
        return number

    def string(self) -> str:
        return self._bytes(self.scalar("Q")).decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            item, count = self.scalar("I"), self.scalar("Q")
            if count > len(self._data):
                raise ValueError(count)
            if item == _STRING:
                return [self.string() for _ in range(count)]
            code = f"<{count}{self._code(item)}"
            return list(struct.unpack(code, self._bytes(struct.calcsize(code))))
        return self.scalar(self._code(kind))

    def _code(self, kind: int) -> str:
        if kind not in _SCALARS:
            raise ValueError(kind)
        return _SCALARS[kind]

    def _bytes(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self._data):
            raise ValueError(count)
        found = self._data[self.position : end]
        self.position = end
        return found


def _gguf() -> ModuleType:
    try:
        import gguf
        import gguf.quants
    except ImportError as error:
        raise MissingPackage(purpose="Reading GGUF files", package="gguf") from error
    return gguf
