"""The published checkpoints this program is made for, and what a user may name a model by."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qa.errors import UsageError
from qa.models.errors import NotAModelFolder
from qa.models.gguf_file import is_gguf


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The sizes of a dense network, from which time and memory follow."""

    num_layers: int
    hidden_size: int
    intermediate_size: int
    num_heads: int
    num_kv_heads: int
    max_position: int
    tie_word_embeddings: bool = True
    head_dim: int = 128
    vocab_size: int = 151_936

    @property
    def linear_parameters(self) -> int:
        """Weights of all layers that are multiplied for every token; the head is not among them."""
        q, kv = self.num_heads * self.head_dim, self.num_kv_heads * self.head_dim
        attention = self.hidden_size * (2 * q + 2 * kv)
        return self.num_layers * (attention + 3 * self.hidden_size * self.intermediate_size)

    @property
    def embedding_parameters(self) -> int:
        return self.vocab_size * self.hidden_size

    @property
    def num_parameters(self) -> int:
        """Norms, a few hundred thousand, are left out."""
        return self.linear_parameters + self.embedding_parameters * (2 - self.tie_word_embeddings)

    @property
    def file_bytes(self) -> int:
        """What an FP8 checkpoint takes by arithmetic: layers in 1 byte, the rest in bf16."""
        tables = self.num_parameters - self.linear_parameters
        return self.linear_parameters + 2 * tables


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A published checkpoint that this program is made for."""

    model_id: str
    shape: ModelShape

    @property
    def name(self) -> str:
        """Without its owner."""
        return self.model_id.partition("/")[2]


KNOWN_MODELS = (
    KnownModel("Qwen/Qwen3-4B-Instruct-2507-FP8", ModelShape(36, 2560, 9728, 32, 8, 262_144)),
    KnownModel("Qwen/Qwen3-0.6B-FP8", ModelShape(28, 1024, 3072, 16, 8, 40_960)),
    KnownModel("Qwen/Qwen3-1.7B-FP8", ModelShape(28, 2048, 6144, 16, 8, 40_960)),
    KnownModel(
        "Qwen/Qwen3-8B-FP8",
        ModelShape(36, 4096, 12_288, 32, 8, 40_960, tie_word_embeddings=False),
    ),
)


@dataclass(frozen=True, slots=True)
class Auto:
    """The best model that this machine runs in time."""


@dataclass(frozen=True, slots=True)
class QuotesOnly:
    """No model: quotes found by search."""


@dataclass(frozen=True, slots=True)
class HubModel:
    model_id: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class ModelFolder:
    path: Path


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file, with its tokenizer and chat template inside."""

    path: Path


@dataclass(frozen=True, slots=True)
class RemoteServer:
    """An OpenAI-compatible server. base_url ends in /v1 as a rule; model None is its first one."""

    base_url: str
    model: str | None = None

    @property
    def server_name(self) -> str:
        """Host and port, without user name and password; "" in what is no address."""
        try:
            return urlsplit(self.base_url).netloc.rpartition("@")[2]
        except ValueError:
            return ""


ModelSource = Auto | QuotesOnly | HubModel | ModelFolder | ModelFile | RemoteServer


def _only_file(folder: Path) -> ModelFile:
    """The GGUF file of a folder that holds one, as LM Studio's do."""
    files = sorted(folder.glob("*.gguf"))
    if not files:
        raise NotAModelFolder(folder=folder, missing="config.json")
    if len(files) > 1:
        raise UsageError(reason=f"{folder} holds {len(files)} GGUF files. Name one of them.")
    return ModelFile(files[0])


def resolve(spec: str) -> ModelSource:
    """Read what a user typed: 'auto', 'quotes', a hub id (owner/name, with @revision), a folder, a
    GGUF file, or the address of a server (http://host:8000/v1, with #model).

    A folder or a file that exists wins over a hub id of the same spelling. Raises NotAModelFolder
    or UsageError.
    """
    if spec in ("auto", "quotes"):
        return Auto() if spec == "auto" else QuotesOnly()
    if spec.lower().startswith(("http://", "https://")):
        base_url, _, model = spec.partition("#")
        return RemoteServer(base_url.rstrip("/"), model or None)
    path = Path(spec).expanduser()
    if spec and path.is_dir():
        if not (path / "config.json").is_file():
            return _only_file(path)
        return ModelFolder(path)
    if spec and path.is_file():
        if not is_gguf(path):
            raise UsageError(
                reason=f"{path} is no GGUF file. Of a published model, name the folder."
            )
        return ModelFile(path)
    if match := re.fullmatch(r"(\w[\w.-]*/\w[\w.-]*)(?:@(\w[\w./-]*))?", spec, re.ASCII):
        return HubModel(match[1], match[2])
    if path.is_absolute() or spec.startswith((".", "~")):
        raise NotAModelFolder(folder=path, missing="the folder itself")
    raise UsageError(
        reason=f"{spec!r} is no model. Use auto, quotes, a name like {KNOWN_MODELS[0].model_id}, "
        "a folder, a GGUF file, or the address of a server."
    )
