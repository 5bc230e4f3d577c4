"""What can be measured, by name, in the order in which it is wanted most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch

from qa.engine.gpu import available
from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network.sparse_prefill import Selection
from qa.models.catalog import KNOWN_MODELS, ModelShape
from tests.benchmarks.gpu import formats, found
from tests.benchmarks.gpu.continuous_peer import measure_continuous
from tests.benchmarks.gpu.kernels import measure_kernels
from tests.benchmarks.gpu.limits import DeviceRates
from tests.benchmarks.gpu.long import measure_long
from tests.benchmarks.gpu.peer_plan import SMALL_PEER_PLAN, PeerPlan
from tests.benchmarks.gpu.peer_process import TIMEOUT_S as PEER_TIMEOUT_S
from tests.benchmarks.gpu.peers import measure_peers
from tests.benchmarks.gpu.plan import Plan
from tests.benchmarks.gpu.profile import measure_profile
from tests.benchmarks.gpu.rows import Row
from tests.benchmarks.gpu.smoke import measure_smoke
from tests.benchmarks.gpu.vllm_peer import measure_vllm

SMALL = ModelShape(2, 256, 512, 4, 2, 4096, vocab_size=512)  # to try the script itself
SHAPES = {model.name: model.shape for model in KNOWN_MODELS} | {"small": SMALL}
SMALL_PLAN = Plan(
    lengths=(128, 256, 512),
    many_at=256,
    num_questions=(3,),
    answer_tokens=16,
    question_tokens=8,
    decode_tokens=16,
    chunk=128,
    selection=Selection(sink_blocks=1, local_blocks=1, dense_layers=0),
)
CPU_PLAN = Plan(  # for the smaller models: what two cores read in minutes
    lengths=(1024, 2048, 4096, 8192, 16_384, 32_768),
    many_at=4096,
    num_questions=(8,),
    answer_tokens=16,
    question_tokens=32,
    decode_tokens=16,
    chunk=512,
)
SMALL_FORMATS = replace(SMALL_PLAN, lengths=(256,), num_questions=(2, 3), answer_tokens=4)


@dataclass(frozen=True, slots=True)
class Bench:
    """One device and one shape. longest: tokens, of the table's documents. timeout_s: of a
    peer in a process of its own.
    """

    shape: ModelShape
    rates: DeviceRates
    device: torch.device
    longest: int | None = None
    timeout_s: float = PEER_TIMEOUT_S

    @property
    def is_small(self) -> bool:
        return self.shape is SMALL

    @property
    def plan(self) -> Plan:
        plan = CPU_PLAN if self.device.type == "cpu" else Plan()
        plan = SMALL_PLAN if self.is_small else plan
        if self.longest is None:
            return plan
        return replace(plan, lengths=tuple(n for n in plan.lengths if n <= self.longest))

    def long(self, kv_format: KVFormat | None, prefill: str = "dense") -> Iterator[Row]:
        """kv_format: None is the device's own choice."""
        return measure_long(
            self.shape,
            self.rates,
            self.device,
            plan=self.plan,
            kv_format=kv_format,
            prefill=prefill,
        )

    def formats(self) -> Iterator[Row]:
        plan = SMALL_FORMATS if self.is_small else formats.PLAN
        return formats.measure_formats(self.shape, self.rates, self.device, plan=plan)

    def found(self) -> Iterator[Row]:
        lengths = (1024,) if self.is_small else found.LENGTHS
        return found.measure_found(self.device, lengths=lengths)

    def kernels(self) -> Iterator[Row]:
        return measure_kernels(self.shape, self.rates, self.device, is_small=self.is_small)

    def smoke(self) -> Iterator[Row]:
        return measure_smoke(self.shape, self.rates, self.device, is_small=self.is_small)

    def profile(self) -> Iterator[Row]:
        return measure_profile(self.shape, self.rates, self.device, is_small=self.is_small)

    def continuous(self) -> Iterator[Row]:
        return measure_continuous(self.shape, self._peer_plan, timeout_s=self.timeout_s)

    def vllm(self) -> Iterator[Row]:
        return measure_vllm(self.shape, self._peer_plan, timeout_s=self.timeout_s)

    @property
    def _peer_plan(self) -> PeerPlan:
        return SMALL_PEER_PLAN if self.is_small else PeerPlan()

    def tilings(self) -> Iterator[Row]:
        if not available(self.device):
            note = "no kernels here"
            return iter([Row("attention of questions, tiles", 0, "", None, "ms", note=note)])
        from tests.benchmarks.gpu.tilings import measure_tilings

        return measure_tilings(self.shape, self.device)

    def peers(self) -> Iterator[Row]:
        size = {"num_tokens": 256, "num_decode": 4} if self.is_small else {}
        return measure_peers(self.shape, self.device, **size)


PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "smoke": Bench.smoke,
    "long": lambda bench: bench.long(None),
    "long-fp8": lambda bench: bench.long(KVFormat.FP8),
    "profile": Bench.profile,
    "formats": Bench.formats,
    "long-sparse": lambda bench: bench.long(None, "sparse"),
    "long-kv4": lambda bench: bench.long(KVFormat.KV4),
    "found": Bench.found,
    "kernels": Bench.kernels,
    "tilings": Bench.tilings,
    "peers": Bench.peers,
    "continuous": Bench.continuous,
    "vllm": Bench.vllm,
}
TABLE = ("long", "long-fp8", "profile")
GROUPS = {
    "table": TABLE,
    "rest": tuple(name for name in PARTS if name not in (*TABLE, "smoke")),
}


def named(names: list[str]) -> list[str]:
    """Parts by their names or those of groups, all without a name; each once, in the order of
    PARTS.
    """
    wanted = {part for name in names for part in GROUPS.get(name, (name,))} or set(PARTS)
    return [part for part in PARTS if part in wanted]
