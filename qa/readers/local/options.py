"""What a user may choose about a model in this process, beside which one. Imports nothing heavy."""

from dataclasses import dataclass

from qa.errors import UsageError

KV_FORMATS = ("auto", "bf16", "fp8", "int8", "kv4")
PREFILLS = ("dense", "sparse")
KV_HELP = (
    "how a model keeps what it has read: bf16 is exact; fp8 and int8 take half the memory, kv4 a "
    "good quarter, and lose a little (default auto: bf16 on a GPU; on a CPU int8 and bf16, or "
    "fp32 where it multiplies integers slowly)"
)
PREFILL_HELP = (
    "sparse: a long report is read faster, each part with only those parts before it that seem to "
    "matter, and something may be missed (default dense: with all of them)"
)


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """context_tokens: how much may be read at once; None: what the device reads in seconds.
    shelf_bytes: how much of what was read may be kept on disk, see qa.engine.kv_store.store.Shelf.
    evidence_first: see qa.readers.local.reader.ModelReader.
    """

    context_tokens: int | None = None
    shelf_bytes: int | None = None
    kv: str = "auto"
    prefill: str = "dense"
    evidence_first: bool = False

    def __post_init__(self) -> None:
        assert self.kv in KV_FORMATS, self.kv
        assert self.prefill in PREFILLS, self.prefill

    def check_for_server(self) -> None:
        """Raise UsageError where something was chosen that a server does not heed."""
        if (self.kv, self.prefill) != ("auto", "dense"):
            raise UsageError(
                reason="A server reads and keeps as it was started. Leave out --kv and --prefill."
            )
