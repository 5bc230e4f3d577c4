"""What each number format, cache and thinned prefill costs a trained model on the text of reports.

    python tests/benchmarks/bench_formats.py MODEL.gguf REPORT.pdf [REPORT.pdf ...] [--tokens 4096]
                            [--only int8,kv4] [--json OUT.jsonl]

The text is taken from the middle of each report, in equal parts, and read in chunks of 512 as a
document is. Beside fp32: the rise of the loss in nats a token, on how many tokens the first choice
is the same, and how far the distributions are apart (KL divergence from fp32, in nats: mean, the
99.9th percentile, most). Seconds are of the processor, one thread. A model folder works as well.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import torch
import torch.nn.functional as F
from torch import Tensor

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qa.engine.attention.choice import best_attend  # noqa: E402
from qa.engine.kv_cache.cache import KVFormat, kv_bytes_per_token  # noqa: E402
from qa.engine.network.batch import Batch, Segment  # noqa: E402
from qa.engine.network.loader import CPU, load_model  # noqa: E402
from qa.engine.network.network import Qwen3  # noqa: E402
from qa.engine.network.sparse_prefill import Selection, SparsePrefill  # noqa: E402
from qa.engine.network.weights import WeightFormat  # noqa: E402
from qa.models.gguf_file import GgufFile  # noqa: E402
from qa.prompting.tokenizer import ModelTokenizer  # noqa: E402

CHUNK = 512


@dataclass(frozen=True, slots=True)
class Way:
    """How a model is run."""

    name: str
    weights: WeightFormat = WeightFormat.FP32
    kv: KVFormat = KVFormat.FP32
    alpha: float | None = None  # of sparse prefill


WAYS = (
    Way("kv bf16", kv=KVFormat.BF16),
    Way("kv int8", kv=KVFormat.INT8),
    Way("kv k8v16", kv=KVFormat.K8V16),
    Way("kv fp8", kv=KVFormat.FP8),
    Way("kv4", kv=KVFormat.KV4),
    Way("int8", WeightFormat.INT8),
    Way("int8, k8v16", WeightFormat.INT8, KVFormat.K8V16),
    Way("fp8 weights only", WeightFormat.FP8_WEIGHT_ONLY),
    Way("fp8", WeightFormat.FP8),
    Way("fp8, kv fp8", WeightFormat.FP8, KVFormat.FP8),
    Way("sparse 0.02", alpha=0.02),
    Way("sparse 0.12", alpha=0.12),
)


def text_of(path: Path, num_characters: int) -> str:
    """Text from the middle of a PDF."""
    document = pypdfium2.PdfDocument(path)
    first, text = len(document) // 2, ""
    for number in range(first, len(document)):
        text += document[number].get_textpage().get_text_range() + "\n"
        if len(text) >= num_characters:
            break
    document.close()
    return text[:num_characters]


def token_ids(tokenizer: ModelTokenizer, reports: list[Path], count: int) -> list[int]:
    """Equal parts of each report, `count` tokens together."""
    share = -(-count // len(reports))
    ids: list[int] = []
    for path in reports:
        ids += tokenizer.encode_text(text_of(path, 8 * share))[:share]
    return ids[:count]


def logits_of(model: Qwen3, ids: list[int]) -> list[Tensor]:
    """Of each chunk."""
    arena = model.arena(len(ids))
    parts = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return [model.forward(Batch.of([Segment(p, arena)], CPU), all_logits=True) for p in parts]


def compared(exact: list[Tensor], rough: list[Tensor], ids: list[int]) -> dict[str, float]:
    """Both as of logits_of; a chunk at a time, since distributions take a gigabyte."""
    following = torch.split(torch.tensor(ids[1:]), CHUNK)
    rise, same = 0.0, 0
    apart = []
    for ours, theirs, right in zip(rough, exact, following, strict=True):
        n = len(right)  # nothing follows the last token
        rise += float(F.cross_entropy(ours[:n], right, reduction="sum"))
        rise -= float(F.cross_entropy(theirs[:n], right, reduction="sum"))
        same += int((ours.argmax(-1) == theirs.argmax(-1)).sum())
        p, q = theirs.log_softmax(-1), ours.log_softmax(-1)
        apart.append((p.exp() * (p - q)).sum(-1))
    kl = torch.cat(apart)
    return {
        "loss": rise / (len(ids) - 1),
        "same": 100 * same / len(ids),
        "kl_mean": float(kl.mean()),
        "kl_999": float(kl.quantile(0.999)),
        "kl_most": float(kl.max()),
    }


def model_for(way: Way, file: Path, exact: Qwen3) -> Qwen3:
    """A network of its own, or the exact one's weights with another cache."""
    if way.weights is not WeightFormat.FP32:
        return load_model(
            file, device=CPU, weight_format=way.weights, kv_format=way.kv, quantize=True
        )
    attend = best_attend(CPU, way.kv, exact.dtype)
    sparse = None
    if way.alpha is not None:
        sparse = SparsePrefill.on(CPU, Selection(alpha=way.alpha), attend, way.kv)
    return Qwen3(
        exact.config,
        exact.weights,
        attend=attend,
        kv_format=way.kv,
        dtype=exact.dtype,
        device=CPU,
        sparse=sparse,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--only", default="", help="names of ways, separated by semicolons")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    is_file = options.model.is_file()
    tokenizer = (
        ModelTokenizer.from_gguf(GgufFile.read(options.model))
        if is_file
        else ModelTokenizer.from_folder(options.model)
    )
    ids = token_ids(tokenizer, options.reports, options.tokens)
    exact = load_model(options.model, device=CPU, weight_format=WeightFormat.FP32)
    began = time.process_time()
    expected = logits_of(exact, ids)
    seconds = time.process_time() - began
    right = torch.tensor(ids[1:])
    loss = F.cross_entropy(torch.cat(expected)[:-1], right)
    print(f"{len(ids)} tokens, fp32: perplexity {loss.exp():.3f}, {seconds:.0f} s")
    head = ("loss", "same %", "KL mean", "99.9 %", "most", "KV bytes", "s")
    print(f"{'':18}" + "".join(f"{name:>9}" for name in head))
    wanted = options.only.split(";") if options.only else [way.name for way in WAYS]
    for way in (way for way in WAYS if way.name in wanted):
        model = model_for(way, options.model, exact)
        began = time.process_time()
        rough = logits_of(model, ids)
        seconds = time.process_time() - began
        row = compared(expected, rough, ids)
        del rough
        kept = kv_bytes_per_token(exact.config, way.kv)
        print(
            f"{way.name:18}{row['loss']:+9.4f}{row['same']:9.1f}{row['kl_mean']:9.4f}"
            f"{row['kl_999']:9.3f}{row['kl_most']:9.3f}{kept:9d}{seconds:9.0f}",
            flush=True,
        )
        if options.json:
            with options.json.open("a") as file:
                record = {"way": way.name, "tokens": len(ids), "seconds": seconds, **row}
                file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
