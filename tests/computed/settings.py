"""The ways to compute that the gate compares, and the two checkpoints it compares them on."""

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from qa.engine.attention import Attend, attend_cpu, attend_reference
from qa.engine.attention.choice import ON_GPU, best_attend, for_gpu
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.loader import best_kv_format, compute_dtype, load_model
from qa.engine.network.network import Qwen3
from qa.engine.network.sparse_prefill import Selection
from qa.engine.network.weights import WeightFormat, best_weight_format
from tests.computed.checkpoint import Computed, make_computed

COMFORTABLE = Computed(num_heads=4)
TIGHT = Computed(
    num_heads=4, gain=6.0, is_gaussian=True, likeness=0.985, is_rotated=True, num_idle_layers=1
)
GPU_TIGHT = replace(TIGHT, likeness=0.98)  # in bf16 logits tie where tokens are more alike
GPU_CHUNK = 2048
KINDS = ("comfortable", "tight")


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to compute. attend, slots: None is the engine's own choice.

    is_fp8: whether the checkpoint's file holds FP8 blocks. is_peer: transformers instead of the
    engine. longest: the longest document it is measured with.
    """

    name: str
    weight_format: WeightFormat
    kv_format: KVFormat
    attend: Attend | None = None
    prefill: Selection | None = None
    heads: tuple[int, int] = (4, 2)  # query heads, key-value heads
    chunk: int = 512
    together: int = 32
    slots: SlotPlan | None = None
    is_fp8: bool = False
    is_peer: bool = False
    longest: int = 262_144


def settings(device: torch.device) -> list[Setting]:
    """All that this kind of device can do; the first is the reference."""
    return _on_cpu() if device.type == "cpu" else _on_cuda(device)


def _on_cpu() -> list[Setting]:
    w, kv = WeightFormat, KVFormat
    short, middle = 4096, 16_384

    def fp32(name: str, kv_format: KVFormat = kv.FP32, **changes) -> Setting:
        return Setting(name, w.FP32, kv_format, **({"longest": short} | changes))

    device = torch.device("cpu")
    chosen = best_weight_format(device)
    return [
        Setting("reference: fp32", w.FP32, kv.FP32, longest=32_768),
        Setting("the app's choice", chosen, best_kv_format(device, chosen), longest=32_768),
        Setting("bf16", w.BF16, kv.BF16, longest=short),
        Setting("int8 weights", w.INT8, kv.FP32, longest=middle),
        Setting("fp8 weights", w.FP8, kv.FP32, is_fp8=True, longest=middle),
        Setting("fp8 weights only", w.FP8_WEIGHT_ONLY, kv.FP32, is_fp8=True, longest=middle),
        *(
            fp32(f"{name.value} keys and values", name, longest=middle)
            for name in kv
            if name is not kv.FP32
        ),
        fp32("attention written out", attend=attend_reference),
        fp32("attention of torch, int8 keys", kv.K8V16, attend=attend_cpu),
        *(fp32(f"chunks of {chunk}", chunk=chunk) for chunk in (96, 257, 1024)),
        fp32("one question at a time", together=1),
        fp32("all questions together", together=80),
        fp32("questions in slots", slots=SlotPlan(32, capacity=32)),
        *(fp32(name, prefill=selection) for name, selection in _sparse()),
        fp32("1 key-value head for 8", heads=(8, 1)),
        fp32("4 key-value heads for 4", heads=(4, 4)),
        fp32("transformers fp32", is_peer=True),
        Setting("transformers bf16", w.BF16, kv.BF16, is_peer=True, longest=short),
    ]


def _on_cuda(device: torch.device) -> list[Setting]:
    w, kv = WeightFormat, KVFormat

    def bf16(name: str, kv_format: KVFormat = kv.BF16, **changes) -> Setting:
        return Setting(name, w.BF16, kv_format, **({"chunk": GPU_CHUNK} | changes))

    def fp8(name: str, weight_format: WeightFormat) -> Setting:
        return Setting(name, weight_format, kv.BF16, chunk=GPU_CHUNK, is_fp8=True)

    chosen = best_weight_format(device)
    return [
        Setting("reference: fp32", w.FP32, kv.FP32, attend=attend_reference, slots=SlotPlan(0)),
        fp8("the app's choice", chosen),
        bf16("bf16"),
        Setting("int8 weights", w.INT8, kv.BF16, chunk=GPU_CHUNK),
        fp8("fp8 weights", w.FP8),
        fp8("fp8 weights only", w.FP8_WEIGHT_ONLY),
        *(
            bf16(f"{name.value} keys and values", name)
            for name in kv
            if name not in (kv.FP32, kv.BF16)
        ),
        bf16("attention written out", attend=attend_reference, chunk=512),
        *(
            bf16(
                attend.__name__.replace("attend_", "attention: "),
                attend=for_gpu(attend, kv.BF16, GPU_CHUNK),
            )
            for attend in ON_GPU
        ),
        *(bf16(f"chunks of {chunk}", chunk=chunk) for chunk in (257, 8192)),
        bf16("one question at a time", together=1),
        bf16("all questions together", together=80),
        bf16("questions outside slots", slots=SlotPlan(0)),
        *(bf16(name, prefill=selection) for name, selection in _sparse()),
        bf16("1 key-value head for 8", heads=(8, 1)),
        bf16("4 key-value heads for 4", heads=(4, 4)),
        Setting("transformers bf16", w.BF16, kv.BF16, is_peer=True, longest=32_768),
    ]


def _sparse() -> list[tuple[str, Selection]]:
    """The layer that looks back is dense; the one that matches is not the first."""
    selections = {
        f"alpha {alpha:g}": Selection(alpha=alpha, dense_layers=1)
        for alpha in (0.0, 0.001, 0.01, 0.12)
    }
    selections["share 0.95"] = Selection(share=0.95, dense_layers=1)
    return [(f"sparse prefill, {name}", selection) for name, selection in selections.items()]


class Checkpoints:
    """Written into a folder when first needed."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self._folder = folder
        self._device = device
        # a GPU takes seconds to choose
        self._attends: dict[tuple[KVFormat, torch.dtype], Attend] = {}

    def folder(self, kind: str, setting: Setting) -> Path:
        num_heads, num_kv_heads = setting.heads
        tight = TIGHT if self._device.type == "cpu" else GPU_TIGHT
        what = tight if kind == "tight" else COMFORTABLE
        what = replace(what, num_heads=num_heads, num_kv_heads=num_kv_heads)
        folder = self._folder / f"{kind}-{num_heads}-{num_kv_heads}-{setting.is_fp8}"
        return folder if folder.exists() else make_computed(folder, what, fp8=setting.is_fp8)

    def model(self, kind: str, setting: Setting) -> Qwen3:
        return load_model(
            self.folder(kind, setting),
            device=self._device,
            weight_format=setting.weight_format,
            kv_format=setting.kv_format,
            attend=setting.attend or self._best_attend(setting),
            prefill=setting.prefill,
        )

    def _best_attend(self, setting: Setting) -> Attend:
        kv_format = setting.kv_format
        dtype = compute_dtype(setting.weight_format, self._device)
        if (kv_format, dtype) not in self._attends:
            self._attends[kv_format, dtype] = best_attend(self._device, kv_format, dtype)
        return self._attends[kv_format, dtype]
