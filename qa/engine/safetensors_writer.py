"""A safetensors file written one tensor at a time.

The library's save_file wants all tensors of a file in memory. The format does not: a header that
says where each tensor lies, then the numbers (https://github.com/huggingface/safetensors#format).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

ITEM_BYTES = {"F32": 4, "BF16": 2, "F16": 2, "F8_E4M3": 1, "I8": 1, "U8": 1}


@dataclass(frozen=True, slots=True)
class TensorLayout:
    """What the header says of one tensor; dtype as the format spells it."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def num_bytes(self) -> int:
        return math.prod(self.shape) * ITEM_BYTES[self.dtype]


def file_header(
    layouts: Iterable[TensorLayout], metadata: Mapping[str, str]
) -> tuple[bytes, dict[str, int]]:
    """Return the bytes in front of the numbers, and by name where in the file each tensor begins.

    The same arguments give the same bytes.
    """
    # Wide numbers first, so that every tensor starts at a multiple of its own size.
    ordered = sorted(layouts, key=lambda layout: -ITEM_BYTES[layout.dtype])
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    place_of: dict[str, int] = {}
    place = 0
    for layout in ordered:
        end = place + layout.num_bytes
        header[layout.name] = {
            "dtype": layout.dtype,
            "shape": layout.shape,
            "data_offsets": (place, end),
        }
        place_of[layout.name] = place
        place = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    text = len(text).to_bytes(8, "little") + text
    return text, {name: len(text) + place for name, place in place_of.items()}


class SafetensorsWriter:
    """Use as a context manager and `put` every tensor once, in any order."""

    def __init__(self, path: Path, layouts: list[TensorLayout]) -> None:
        self._layouts = {layout.name: layout for layout in layouts}
        header, self._start = file_header(layouts, {"format": "pt"})
        self._missing = set(self._start)
        self._file = path.open("wb")
        self._file.write(header)

    def __enter__(self) -> "SafetensorsWriter":
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        self._file.close()
        assert kind or not self._missing, sorted(self._missing)

    def put(self, name: str, tensor: Tensor) -> None:
        """Write a tensor's numbers at its place."""
        layout = self._layouts[name]
        assert tuple(tensor.shape) == layout.shape, (name, tensor.shape, layout.shape)
        assert tensor.nbytes == layout.num_bytes, (name, tensor.dtype, layout.dtype)
        self._file.seek(self._start[name])
        numbers = tensor.detach().cpu().contiguous().flatten().view(torch.uint8)
        self._file.write(numbers.numpy().data)
        self._missing.remove(name)
