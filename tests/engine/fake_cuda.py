"""A card that is not there: tensors without numbers that say they are on "cuda".

torch's FakeTensorMode works out shapes, dtypes, strides and devices of every operation, and fails
where one of them does not fit or where the host asks for a number. What a torch built without CUDA
refuses before that is patched here. Triton's launches are noted, not run. So the engine's own code
runs at the shapes of a real model, in a second and without memory; what it computes is not seen.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor
from torch._subclasses import FakeTensorMode
from torch._subclasses.fake_tensor import FakeTensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from triton.runtime.interpreter import InterpretedFunction
from triton.runtime.jit import JITFunction

from qa.engine import gpu
from qa.engine.attention import choice, decode_reference, places, reference
from qa.engine.attention import gpu as attention_on_gpu
from qa.engine.kv_cache import cache as kv_cache
from qa.engine.kv_cache import eight_bits
from qa.engine.network import layer_choice, question_prefill
from qa.engine.runtime import decode_step
from qa.engine.self_check import Verdict

CARD = torch.device("cuda:0")
H200 = SimpleNamespace(multi_processor_count=132, total_memory=int(141e9), major=9, minor=0)
aten = torch.ops.aten
# What gives another view of the same numbers, or only memory: nothing is launched.
_FREE = """view _unsafe_view _reshape_alias reshape slice select transpose t unbind expand
as_strided unsqueeze squeeze permute detach detach_ alias split split_with_sizes chunk unflatten
flatten expand_as empty new_empty empty_like empty_strided new_empty_strided lift_fresh is_pinned
device item"""
FREE = frozenset(_FREE.split())
MAY_COPY = frozenset(("reshape", "flatten"))  # a view where strides allow one


def _is_new(out: Tensor, x: Tensor) -> bool:
    """Whether they share no memory."""
    return out.untyped_storage()._cdata != x.untyped_storage()._cdata


class HostRead(AssertionError):
    """A number went from the card to the host: a stop for both, and no step can be captured."""


@dataclass
class Launches:
    """What was launched, by the name of the kernel or of torch's operation."""

    counts: Counter[str] = field(default_factory=Counter)
    is_step: bool = False  # of decoding: HostRead where a tensor is on the host, or goes there

    @property
    def total(self) -> int:
        return self.counts.total()


class _Noting(TorchDispatchMode):
    def __init__(self, launches: Launches) -> None:
        super().__init__()
        self.launches = launches

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        out = operation(*args, **(kwargs or {}))
        name = operation._schema.name.split("::")[1]
        if name not in FREE or (name in MAY_COPY and _is_new(out, args[0])):
            self.launches.counts[name] += 1
        if self.launches.is_step:
            for x in tree_leaves((args, kwargs, out)):
                if isinstance(x, Tensor) and not x.is_cuda:
                    raise HostRead(f"{name} works on a tensor on {x.device}")
        return out


@contextmanager
def card() -> Iterator[Launches]:
    """Within, `CARD` is an H200 on which every self-check has passed."""
    launches = Launches()
    with ExitStack() as stack:
        for target, name, stand_in in (*_driver(), *_kernels(launches), *_fake_tensors(launches)):
            stack.enter_context(patch.object(target, name, stand_in))
        stack.enter_context(FakeTensorMode(allow_non_fake_inputs=True))
        stack.enter_context(_Noting(launches))
        forget()
        yield launches
    forget()


def forget() -> None:
    """What is kept by device: tensors of one card that is not there are no good to the next."""
    for kept in (
        question_prefill._kernels,
        attention_on_gpu._ends,
        decode_reference._numbers,
        places._strided,
    ):
        kept.cache_clear()


def _driver() -> Iterator[tuple[object, str, object]]:
    yield torch.version, "cuda", "13.0"
    yield torch.cuda, "get_device_capability", lambda device=None: (9, 0)
    yield torch.cuda, "get_device_properties", lambda device=None: H200
    yield torch.cuda, "synchronize", lambda device=None: None
    yield gpu, "available", lambda device, needed=(8, 0): device.type == "cuda"
    for module, name in (
        (layer_choice, "scaled_mm_works"),
        (layer_choice, "fp8_kernels_work"),
        (layer_choice, "fused_ops_work"),
        (reference, "merge_kernel_works"),
        (eight_bits, "dequantize_kernel_works"),
        (kv_cache, "store_kernel_works"),
        (choice, "decode_kernels_work"),
        (decode_step, "sampling_kernels_work"),
    ):
        yield module, name, lambda *_: Verdict(0.0)
    yield decode_step, "best_for_many", lambda *_: None  # the kernel
    yield layer_choice, "most_small_rows", lambda *_: 64


def _kernels(launches: Launches) -> Iterator[tuple[object, str, object]]:
    def launch(kernel: Any, grid: object) -> Callable[..., None]:
        name = kernel.fn.__name__

        def note(*args: object, **options: object) -> None:
            assert all(0 < n < 2**31 for n in grid), (name, grid)
            for x in (*args, *options.values()):
                assert not isinstance(x, Tensor) or x.is_cuda, (name, x.device)
            launches.counts[name] += 1

        return note

    yield JITFunction, "__getitem__", launch
    yield InterpretedFunction, "__getitem__", launch


def _fake_tensors(launches: Launches) -> Iterator[tuple[object, str, object]]:
    """Python's indexing and the methods that ask for a device guard in C++, by way of operations
    that do not.
    """

    def to(self: Tensor, *args: Any, **options: Any) -> Tensor:
        dtype = next((x for x in args if isinstance(x, torch.dtype)), options.get("dtype"))
        places = (x for x in args if isinstance(x, str | torch.device))
        device = next(places, options.get("device"))
        wanted: dict[str, Any] = {}
        if dtype is not None and dtype is not self.dtype:
            wanted["dtype"] = dtype
        if device is not None and torch.device(device) != self.device:
            wanted["device"] = torch.device(device)
        return aten._to_copy(self, **wanted) if wanted else self

    def copy(self: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
        assert torch.broadcast_shapes(self.shape, source.shape) == self.shape
        if launches.is_step and not source.is_cuda:
            raise HostRead("copy_ from the host")
        launches.counts["copy_"] += 1
        return self

    def contiguous(self: Tensor, memory_format: object = None) -> Tensor:
        if self.is_contiguous():
            return self
        return aten.clone.default(self, memory_format=torch.contiguous_format)

    addresses: dict[int, int] = {}

    def data_ptr(self: Tensor) -> int:
        """As CUDA gives memory: each storage has its own, from a multiple of 512 bytes on."""
        storage = self.untyped_storage()
        at = addresses.setdefault(storage._cdata, 2**40 * (1 + len(addresses)))
        return at + self.storage_offset() * self.itemsize if self.numel() else 0

    yield FakeTensor, "data_ptr", data_ptr
    yield FakeTensor, "__getitem__", _get
    yield FakeTensor, "__setitem__", _set
    yield FakeTensor, "to", to
    yield FakeTensor, "copy_", copy
    yield FakeTensor, "contiguous", contiguous
    yield FakeTensor, "cpu", lambda self: to(self, torch.device("cpu"))
    for name, dtype in (
        ("float", torch.float32),
        ("half", torch.float16),
        ("long", torch.int64),
        ("int", torch.int32),
    ):
        yield FakeTensor, name, lambda self, dtype=dtype: to(self, dtype)


def _get(x: Tensor, key: Any) -> Tensor:
    x, indices = _view(x, key)
    return x if indices is None else aten.index(x, indices)


def _set(x: Tensor, key: Any, value: Any) -> None:
    x, indices = _view(x, key)
    if not isinstance(value, Tensor):
        value = torch.full((), value, dtype=x.dtype, device=x.device)
    if indices is None:
        x.copy_(value)
    else:
        aten.index_put_(x, indices, value)


def _view(x: Tensor, key: Any) -> tuple[Tensor, list[Tensor | None] | None]:
    """Apply what is a view of a key; what is left are tensors of indices by dimension."""
    keys = key if isinstance(key, tuple) else (key,)
    num_named = sum(k is not None and k is not Ellipsis for k in keys)
    rest = [slice(None)] * (x.dim() - num_named)
    keys = tuple(k for one in keys for k in (rest if one is Ellipsis else [one]))
    indices: list[Tensor | None] = []
    for k in keys:
        dim = len(indices)
        if isinstance(k, int):
            x = x.select(dim, k)
            continue
        if k is None:
            x = x.unsqueeze(dim)
        elif isinstance(k, slice):
            x = aten.slice(x, dim, k.start, k.stop, k.step or 1)
        else:
            if not isinstance(k, Tensor):
                k = torch.empty(len(k), dtype=torch.int64, device=x.device)
            indices.append(k)
            continue
        indices.append(None)
    return x, indices if any(i is not None for i in indices) else None
