"""A bf16 checkpoint -> the same checkpoint in blocks of FP8, in the published file format.

The projections of every layer become e4m3 with one scale per 128 x 128 block; embedding, head and
norms stay as they are. One tensor is in memory at a time.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from qa.engine.config import BLOCK, ModelConfig
from qa.engine.layers.fp8 import dequantize_blocks, quantize_blocks
from qa.engine.network.checkpoint import Checkpoint
from qa.engine.safetensors_writer import ITEM_BYTES, SafetensorsWriter, TensorLayout
from qa.errors import UsageError
from qa.models.errors import NoDiskSpace, UnsupportedModel

SHARD_BYTES = 4 * 10**9
COPIED_FILES = ("*.json", "*.txt", "*.jinja", "*.md", "LICENSE*")  # never a pickle or a script
INDEX = "model.safetensors.index.json"


@dataclass(frozen=True, slots=True)
class ModuleError:
    """What quantising does to one weight."""

    module: str
    relative_error: float  # ||W - dequantised|| / ||W||, Frobenius
    is_kept: bool  # left in its own dtype: the error is what would have been


OnModule = Callable[[ModuleError], None]


def quantize_checkpoint(
    source: Path,
    target: Path,
    *,
    keep: Sequence[str] = (),
    keep_worst: int = 0,
    shard_bytes: int = SHARD_BYTES,
    on_module: OnModule | None = None,
) -> list[ModuleError]:
    """Write `source` in FP8 blocks to the new folder `target`; return the error of every module.

    keep: modules left as they are, by any run of the parts of their names ("layers.0",
    "down_proj", "layers.3.self_attn"). keep_worst: so many more, those with the largest error.
    Raises NotAModelFolder, UnsupportedModel, CorruptWeights, NoDiskSpace or UsageError; `target`
    appears only when it is complete.
    """
    if ModelConfig.from_folder(source).is_fp8:
        raise UnsupportedModel(folder=source, what="weights that are quantised already")
    if target.exists():
        raise UsageError(reason=f"{target} exists already. Name a new folder.")
    partial = target.with_name(target.name + ".partial")
    partial.mkdir(parents=True, exist_ok=True)
    try:
        with Checkpoint(source) as checkpoint:
            modules = _modules(checkpoint)
            kept = _named(modules, keep)
            kept |= _worst(checkpoint, [m for m in modules if m not in kept], keep_worst)
            errors = _write_weights(checkpoint, partial, modules, kept, shard_bytes, on_module)
        _write_config(source, partial, kept)
        _copy_the_rest(source, partial)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return errors


def _modules(checkpoint: Checkpoint) -> list[str]:
    """The projections of all layers, layer by layer."""
    names = [name.removesuffix(".weight") for name in checkpoint.names()]
    modules = [n for n in names if n.startswith("model.layers.") and n.endswith("_proj")]
    return sorted(modules, key=_layer)


def _layer(module: str) -> int:
    return int(module.split(".")[2])


def _named(modules: list[str], keep: Sequence[str]) -> set[str]:
    kept = set()
    for parts in keep:
        found = {module for module in modules if f".{parts}." in f".{module}."}
        if not found:
            raise UsageError(reason=f"No module of this model is called {parts}.")
        kept |= found
    return kept


def _worst(checkpoint: Checkpoint, modules: list[str], count: int) -> set[str]:
    if not count:
        return set()
    errors = {module: _quantize(checkpoint.tensor(f"{module}.weight"))[2] for module in modules}
    return set(sorted(errors, key=errors.__getitem__, reverse=True)[:count])


def _quantize(weight: Tensor) -> tuple[Tensor, Tensor, float]:
    """Return (e4m3, scale_inv, relative error)."""
    quantized, scale_inv = quantize_blocks(weight)
    exact = weight.float()
    difference = dequantize_blocks(quantized, scale_inv, torch.float32).sub_(exact)
    norm = float(exact.norm())
    return quantized, scale_inv, float(difference.norm()) / norm if norm else 0.0


def _write_weights(
    checkpoint: Checkpoint,
    folder: Path,
    modules: list[str],
    kept: set[str],
    shard_bytes: int,
    on_module: OnModule | None,
) -> list[ModuleError]:
    errors = []
    layouts = {
        name: _layouts(checkpoint, name, is_quantized=module in modules and module not in kept)
        for name in checkpoint.names()
        for module in [name.removesuffix(".weight")]
    }
    shards = _shards(layouts, shard_bytes)
    _check_space(folder, layouts)
    weight_map: dict[str, str] = {}
    for i, names in enumerate(shards, 1):
        file = f"model-{i:05d}-of-{len(shards):05d}.safetensors"
        in_shard = [layout for name in names for layout in layouts[name]]
        weight_map |= {layout.name: file for layout in in_shard}
        with SafetensorsWriter(folder / file, in_shard) as writer:
            for name in names:
                tensor, module = checkpoint.tensor(name), name.removesuffix(".weight")
                if module in modules:
                    quantized, scale_inv, error = _quantize(tensor)
                    errors.append(ModuleError(module, error, module in kept))
                    if on_module:
                        on_module(errors[-1])
                if len(layouts[name]) == 2:
                    writer.put(name, quantized)
                    writer.put(f"{module}.weight_scale_inv", scale_inv)
                else:
                    writer.put(name, tensor)
    total = sum(layout.num_bytes for pair in layouts.values() for layout in pair)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / INDEX).write_text(json.dumps(index, indent=2), "utf-8")
    return errors


def _layouts(checkpoint: Checkpoint, name: str, *, is_quantized: bool) -> list[TensorLayout]:
    """What a tensor of the source becomes: itself, or FP8 numbers and their scales."""
    dtype, shape = checkpoint.layout(name)
    if not is_quantized:
        if dtype not in ITEM_BYTES:
            raise UsageError(reason=f"{name} is {dtype}; only bf16, fp16 and fp32 are quantised.")
        return [TensorLayout(name, dtype, shape)]
    n, k = shape
    scales = (-(-n // BLOCK), -(-k // BLOCK))
    return [
        TensorLayout(name, "F8_E4M3", shape),
        TensorLayout(name.removesuffix(".weight") + ".weight_scale_inv", "F32", scales),
    ]


def _shards(layouts: dict[str, list[TensorLayout]], shard_bytes: int) -> list[list[str]]:
    """Names of the source's tensors in groups that stay below shard_bytes where they can."""
    shards: list[list[str]] = []
    room = 0
    for name, pair in layouts.items():
        size = sum(layout.num_bytes for layout in pair)
        if not shards or size > room:
            shards.append([])
            room = shard_bytes
        shards[-1].append(name)
        room -= size
    return shards


def _check_space(folder: Path, layouts: dict[str, list[TensorLayout]]) -> None:
    needed = sum(layout.num_bytes for pair in layouts.values() for layout in pair)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise NoDiskSpace(
            model="The quantised model",
            needed_gb=f"{needed / 1e9:.1f}",
            free_gb=f"{free / 1e9:.1f}",
            folder=folder.parent,
        )


def _write_config(source: Path, folder: Path, kept: set[str]) -> None:
    config = json.loads((source / "config.json").read_text("utf-8"))
    config["quantization_config"] = {
        "activation_scheme": "dynamic",
        "fmt": "e4m3",
        "modules_to_not_convert": ["lm_head", *sorted(kept)],
        "quant_method": "fp8",
        "weight_block_size": [BLOCK, BLOCK],
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), "utf-8")


def _copy_the_rest(source: Path, folder: Path) -> None:
    """Tokenizer, chat template, generation settings, licence: what is not written yet."""
    for pattern in COPIED_FILES:
        for path in source.glob(pattern):
            if not (folder / path.name).exists():
                shutil.copyfile(path, folder / path.name)
