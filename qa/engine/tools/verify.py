"""Does a checkpoint load right? The same tokens through our engine and through transformers.

The reference is transformers in fp32 on the CPU, an FP8 checkpoint dequantised without
rounding, so "fp32" here must agree to about 1e-4; the other formats show what their rounding costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor

from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import best_device, load_model
from qa.engine.network.model_files import read_config
from qa.engine.network.weights import WeightFormat
from qa.models.errors import MissingPackage

SAMPLE_TEXT = """\
Consolidated statement of cash flows. Years ended December 31, in millions of dollars.
Purchases of property, plant and equipment (PP&E)  (1,577)  (1,373)  (1,420)
Net cash provided by operating activities  6,439  6,240  6,662
Free cash flow fell in the year because inventories were built up ahead of the move of two plants.
公司本年度购建固定资产支付的现金为人民币 15.77 亿元，较上年增长 14.9%。
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near one weight format comes to the reference, over all positions."""

    weight_format: str
    largest_difference: float  # of two logits
    rms_relative: float  # RMS of the differences over the spread (standard deviation) of the logits
    top1_agreement: float  # share of positions where both would say the same next token


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome for one folder; plain values only, for --json."""

    folder: str
    num_tokens: int
    device: str
    torch_version: str
    transformers_version: str
    agreements: tuple[Agreement, ...]


def check_checkpoint(
    folder: Path,
    token_ids: Sequence[int],
    *,
    formats: Sequence[WeightFormat],
    device: torch.device | None = None,
    on_agreement: Callable[[Agreement], None] | None = None,
) -> Check:
    """Compare each format with transformers. The reference takes 4 bytes per parameter of memory.

    Raises MissingPackage, NotAModelFolder, UnsupportedModel or CorruptWeights.
    """
    read_config(folder)  # our sentence for a wrong folder, not the library's
    transformers = _transformers()
    device = device or best_device()
    agreements = []
    expected = None
    for weight_format in formats:
        got = _ours(folder, token_ids, weight_format, device)
        if expected is None:  # after ours: damaged files are told in our words too
            expected = _theirs(transformers, folder, token_ids)
        agreements.append(_compare(weight_format, got, expected))
        if on_agreement:
            on_agreement(agreements[-1])
    return Check(
        folder=str(folder),
        num_tokens=len(token_ids),
        device=str(device),
        torch_version=torch.__version__,
        transformers_version=transformers.__version__,
        agreements=tuple(agreements),
    )


def sample_tokens(folder: Path, count: int) -> list[int]:
    """`count` tokens of a text with prose, a table and Chinese; random ones without a tokenizer."""
    path = folder / "tokenizer.json"
    if not path.exists():
        vocab_size = read_config(folder).vocab_size
        generator = torch.Generator().manual_seed(0)
        return torch.randint(0, vocab_size, (count,), generator=generator).tolist()
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingPackage(purpose="A sample text", package="tokenizers") from error
    ids: list[int] = Tokenizer.from_file(str(path)).encode(SAMPLE_TEXT).ids
    return (ids * -(-count // len(ids)))[:count]


def _transformers() -> ModuleType:
    try:
        import transformers
    except ImportError as error:
        purpose = "Checking a model against transformers"
        raise MissingPackage(purpose=purpose, package="transformers") from error
    return transformers


def _ours(
    folder: Path, token_ids: Sequence[int], weight_format: WeightFormat, device: torch.device
) -> Tensor:
    model = load_model(folder, device=device, weight_format=weight_format, quantize=True)
    batch = Batch.of([Segment(token_ids, model.arena(len(token_ids)))], device)
    return model.forward(batch, all_logits=True).cpu()


def _theirs(transformers: ModuleType, folder: Path, token_ids: Sequence[int]) -> Tensor:
    is_file = folder.is_file()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder.parent if is_file else folder,
        gguf_file=folder.name if is_file else None,
        dtype=torch.float32,
        device_map="cpu",
        trust_remote_code=False,
    )
    if not is_file:  # what an FP8 checkpoint leaves in bf16 is loaded as bf16 in spite of dtype
        model = model.float()
    with torch.inference_mode():
        logits: Tensor = model(input_ids=torch.tensor(token_ids)[None]).logits[0]
    return logits


def _compare(weight_format: WeightFormat, got: Tensor, expected: Tensor) -> Agreement:
    difference = got - expected
    return Agreement(
        weight_format=weight_format.value,
        largest_difference=float(difference.abs().max()),
        rms_relative=float(difference.pow(2).mean().sqrt() / expected.std()),
        top1_agreement=float((got.argmax(-1) == expected.argmax(-1)).float().mean()),
    )
