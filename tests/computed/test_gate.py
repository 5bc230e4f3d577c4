"""The quality gate at its shortest length: every way to compute finds its rows, every planted fault
is noticed. `make quality` does the same for long documents, and for transformers.
"""

from collections.abc import Iterator

import pytest
import torch

from qa.engine.network.loader import CPU
from tests.computed.faults import FAULTS
from tests.computed.quality import FAULTY, FAULTY_LENGTH, Gate
from tests.computed.settings import Setting, settings

LEFT_OUT = {  # of the quick part: other tests hold them too
    "attention of torch, int8 keys",
    "attention written out",
    "sparse prefill, alpha 0.001",
    "sparse prefill, alpha 0.01",
    "sparse prefill, share 0.95",
    "chunks of 1024",
    "one question at a time",
    "all questions together",
    "4 key-value heads for 4",
}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # tiny products: one thread is as fast, and fair to what else runs
    gate = Gate(tmp_path_factory.mktemp("computed"), CPU)
    gate.examine(FAULTY, FAULTY_LENGTH)  # so that the reference is measured without a fault
    yield gate
    torch.set_num_threads(threads)


@pytest.mark.parametrize(
    "setting",
    [s for s in settings(CPU) if not s.is_peer and s.name not in LEFT_OUT],
    ids=lambda setting: setting.name,
)
def test_every_way_to_compute_finds_its_rows(gate: Gate, setting: Setting) -> None:
    assert gate.examine(setting, FAULTY_LENGTH).complaints() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(gate: Gate, fault: str) -> None:
    with FAULTS[fault](FAULTY) as setting:
        finding = gate.examine(setting, FAULTY_LENGTH)
    assert finding.complaints() != []
