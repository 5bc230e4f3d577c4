"""A model folder -> a Qwen3 that is ready to run on the best device at hand."""

from collections.abc import Callable
from pathlib import Path

import torch

from qa.engine.attention import Attend, best_attend
from qa.engine.config import ModelConfig
from qa.engine.model import Qwen3
from qa.engine.weights import WeightFormat, best_weight_format, load_weights


def best_device() -> torch.device:
    """The first CUDA device, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def compute_dtype(weight_format: WeightFormat, device: torch.device) -> torch.dtype:
    """What activations and attention are computed in. CPUs without matrix units are slow in bf16."""
    if weight_format is WeightFormat.FP32:
        return torch.float32
    if device.type == "cpu" and weight_format is not WeightFormat.BF16:
        return torch.float32
    return torch.bfloat16


def load_model(
    folder: Path,
    *,
    device: torch.device | None = None,
    weight_format: WeightFormat | None = None,
    attend: Attend | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Qwen3:
    """Load the checkpoint in `folder`; raises NotAModelFolder, UnsupportedModel or CorruptWeights."""
    device = device or best_device()
    weight_format = weight_format or best_weight_format(device)
    dtype = compute_dtype(weight_format, device)
    config = ModelConfig.from_folder(folder)
    weights = load_weights(
        folder,
        config,
        weight_format=weight_format,
        dtype=dtype,
        device=device,
        on_progress=on_progress,
    )
    return Qwen3(
        config, weights, attend=attend or best_attend(device), dtype=dtype, device=device
    )
