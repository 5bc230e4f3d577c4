"""A model on disk is a folder as published, or one GGUF file: which one, and how it is opened."""

from pathlib import Path

from qa.engine.config import ModelConfig
from qa.engine.network.checkpoint import Checkpoint
from qa.engine.network.gguf_checkpoint import GgufCheckpoint, gguf_config
from qa.models.gguf_file import GgufFile


def read_config(path: Path) -> ModelConfig:
    """Describe the model; raises NotAModelFolder, UnsupportedModel or CorruptWeights."""
    if path.is_file():
        return gguf_config(GgufFile.read(path))
    return ModelConfig.from_folder(path)


def open_checkpoint(path: Path, config: ModelConfig) -> Checkpoint | GgufCheckpoint:
    """Its tensors by name, as a context manager; raises NotAModelFolder or CorruptWeights."""
    return GgufCheckpoint.open(path, config) if path.is_file() else Checkpoint(path)
