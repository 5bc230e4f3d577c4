"""The command `models`: list, fetch, probe, check and quantize.

A command line adds it with add_models_parser(subparsers) and runs it with run_models(arguments).
Results go to stdout, progress to stderr. torch is imported by those commands that need it.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError, UsageError
from qa.models.catalog import KNOWN_MODELS, HubModel, ModelFile, ModelFolder, resolve
from qa.models.errors import MissingPackage
from qa.models.gguf_file import GgufFile
from qa.models.hub import fetch
from qa.models.hub_cache import cached

if TYPE_CHECKING:
    from qa.engine.probing.probe import ModelChoice, Probe
    from qa.engine.tools.quantize import ModuleError
    from qa.engine.tools.verify import Agreement, Check

DONE, FAILED, USAGE = 0, 1, 2
PROGRESS_S = 0.5  # between two lines of progress
FORMATS = ("fp32", "bf16", "int8", "fp8", "fp8-weight-only")
PROBED_TOKENS = 1000


def add_models_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `models` with its commands to a command line."""
    models = subparsers.add_parser("models", help="list, fetch, try and quantise models")
    commands = models.add_subparsers(dest="models_command", metavar="COMMAND", required=True)
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")

    commands.add_parser("list", parents=[as_json], help="the known models, and which are here")
    fetching = commands.add_parser("fetch", parents=[as_json], help="bring a model here")
    fetching.add_argument("model", metavar="OWNER/NAME", help="as the hub calls it")
    fetching.add_argument("--revision", help="a branch, tag or commit (default: the one in use)")
    commands.add_parser(
        "probe", parents=[as_json], help="what this machine runs, how fast, and what auto takes"
    )
    checking = commands.add_parser(
        "check", parents=[as_json], help="compare a model here with transformers"
    )
    checking.add_argument("model", metavar="FOLDER, FILE.gguf or OWNER/NAME")
    checking.add_argument(
        "--format", dest="formats", action="append", choices=FORMATS, help="repeat for several"
    )
    checking.add_argument("--tokens", type=_positive, default=256, help="length (default 256)")
    quantizing = commands.add_parser(
        "quantize", parents=[as_json], help="turn a bf16 model folder into FP8 blocks"
    )
    quantizing.add_argument("source", type=Path, metavar="FOLDER")
    quantizing.add_argument("target", type=Path, metavar="NEW_FOLDER")
    quantizing.add_argument(
        "--keep", action="append", default=[], metavar="MODULE", help='such as "layers.0.mlp"'
    )
    quantizing.add_argument(
        "--keep-worst", type=_positive, default=0, metavar="K", help="modules with most error"
    )


def run_models(arguments: argparse.Namespace) -> int:
    """Run one command and return the exit code; a failure is one sentence on stderr."""
    commands: dict[str, Callable[[argparse.Namespace], None]] = {
        "list": _list,
        "fetch": _fetch,
        "probe": _probe,
        "check": _check,
        "quantize": _quantize,
    }
    try:
        commands[arguments.models_command](arguments)
    except QAError as error:
        _note(str(error))
        return USAGE if isinstance(error, UsageError) else FAILED
    return DONE


# -- commands


def _list(arguments: argparse.Namespace) -> None:
    rows = []
    for model in KNOWN_MODELS:
        here = _cached_or_none(model.model_id)
        rows.append(
            {
                "model": model.model_id,
                "parameters": model.shape.num_parameters,
                "file_bytes": model.shape.file_bytes,
                "max_tokens": model.shape.max_position,
                "folder": here and str(here),
            }
        )
    if arguments.json:
        _print_json(rows)
        return
    for model, row in zip(KNOWN_MODELS, rows, strict=True):
        size = f"{model.shape.num_parameters / 1e9:.1f} B parameters"
        disk = f"{model.shape.file_bytes / 1e9:.1f} GB"
        reach = f"{model.shape.max_position:,} tokens"
        where = row["folder"] or "not here"
        _print(f"{model.model_id:32}  {size}  {disk}  {reach:>14}  {where}")


def _cached_or_none(model_id: str) -> Path | None:
    try:
        here = cached(model_id)
    except MissingPackage:  # what is known can be listed without the library that fetches it
        return None
    return here.folder if here else None


def _fetch(arguments: argparse.Namespace) -> None:
    progress = _ByteProgress()
    fetched = fetch(arguments.model, arguments.revision, on_progress=progress)
    if arguments.json:
        _print_json(asdict(fetched) | {"folder": str(fetched.folder)})
    else:
        _print(f"{fetched.folder}")
        _note(f"{fetched.model_id} at commit {fetched.revision}")


def _probe(arguments: argparse.Namespace) -> None:
    _require_torch()
    from qa.engine.probing.probe import choose_model, probe_devices

    probes = probe_devices()
    choice = choose_model(probes)
    if arguments.json:
        _print_json({"devices": [_with_estimates(p) for p in probes], "auto": asdict(choice)})
        return
    for found in probes:
        _print_probe(found)
    _print_choice(choice)


def _with_estimates(found: "Probe") -> dict[str, object]:
    seconds = {m.model_id: found.reading_seconds(m.shape, PROBED_TOKENS) for m in KNOWN_MODELS}
    return asdict(found) | {"seconds_per_1000_tokens": seconds}


def _print_probe(found: "Probe") -> None:
    machine = found.machine
    _print(
        f"{machine.device}: {machine.name}, {machine.free_bytes / 1e9:.1f} of "
        f"{machine.total_bytes / 1e9:.1f} GB free, {machine.num_threads} threads, "
        f"torch {machine.torch_version}"
    )
    for backend in found.backends:
        speed = f"{backend.tera_ops:8.3f} TOP/s" if backend.tera_ops else f"  {backend.reason}"
        _print(f"  {backend.kind:10} {backend.name:18}{speed}{'  <-' * backend.is_chosen}")
    for model in KNOWN_MODELS:
        seconds = found.reading_seconds(model.shape, PROBED_TOKENS)
        _print(f"  {model.name:30} reads 1,000 tokens in {seconds:.1f} s")


def _print_choice(choice: "ModelChoice") -> None:
    _print(f"auto: {choice.model.model_id if choice.model else 'quotes'} ({choice.reason})")


def _check(arguments: argparse.Namespace) -> None:
    _require_torch()
    from qa.engine.network.loader import best_device
    from qa.engine.network.weights import WeightFormat, best_weight_format
    from qa.engine.tools.verify import check_checkpoint

    folder = _folder(arguments.model)
    best = best_weight_format(best_device())
    named = [WeightFormat(name) for name in arguments.formats or ()]
    formats = list(dict.fromkeys(named or [WeightFormat.FP32, best]))  # each once: best may be fp32
    result = check_checkpoint(
        folder,
        _sample(folder, arguments.tokens),
        formats=formats,
        on_agreement=None if arguments.json else _print_agreement,
    )
    if arguments.json:
        _print_json(asdict(result))
    else:
        _print_versions(result)


def _sample(path: Path, count: int) -> list[int]:
    from qa.engine.tools.verify import SAMPLE_TEXT, sample_tokens

    if not path.is_file():
        return sample_tokens(path, count)
    from qa.prompting.tokenizer import ModelTokenizer  # tiktoken, which a listing does not need

    ids = ModelTokenizer.from_gguf(GgufFile.read(path)).encode_text(SAMPLE_TEXT)
    return (ids * -(-count // len(ids)))[:count]


def _print_agreement(agreement: "Agreement") -> None:
    _print(
        f"{agreement.weight_format:16} "
        f"largest logit difference {agreement.largest_difference:.2g}, "
        f"RMS {agreement.rms_relative:.2g} of their spread, "
        f"same next token {agreement.top1_agreement:.1%}"
    )


def _print_versions(result: "Check") -> None:
    _note(
        f"{result.num_tokens} tokens on {result.device}, torch {result.torch_version}, "
        f"transformers {result.transformers_version}"
    )


def _quantize(arguments: argparse.Namespace) -> None:
    _require_torch()
    from qa.engine.tools.quantize import quantize_checkpoint

    errors = quantize_checkpoint(
        arguments.source,
        arguments.target,
        keep=arguments.keep,
        keep_worst=arguments.keep_worst,
        on_module=None if arguments.json else _print_error,
    )
    if arguments.json:
        _print_json({"folder": str(arguments.target), "modules": [asdict(e) for e in errors]})
    else:
        _note(f"Written to {arguments.target}")


def _print_error(error: "ModuleError") -> None:
    kept = "  kept as it was" * error.is_kept
    _print(f"{error.module:44} relative error {error.relative_error:.3%}{kept}")


# -- help


def _folder(spec: str) -> Path:
    """The folder of a model that is here; nothing is fetched by the way."""
    match resolve(spec):
        case ModelFolder(path) | ModelFile(path):
            return path
        case HubModel(model_id, revision):
            if here := cached(model_id, revision):
                return here.folder
            raise UsageError(reason=f"{model_id} is not here. Fetch it: models fetch {model_id}")
        case _:
            raise UsageError(reason=f"Name a folder or a model, not {spec}.")


def _require_torch() -> None:
    """The engine is the only one to import torch; here is only asked whether it is there."""
    if find_spec("torch") is None:
        raise MissingPackage(purpose="Running a model", package="torch")


class _ByteProgress:
    """Prints how much has arrived, not more often than every PROGRESS_S."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._last >= PROGRESS_S:
            self._last = now
            _note(f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB ({done / max(total, 1):.0%})")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a positive number")
    return number


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False, indent=2))


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")
