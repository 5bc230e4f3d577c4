"""The profile of a pass on a GPU: every kernel is in a class, and nothing hides."""

from collections import defaultdict
from types import SimpleNamespace

import pytest
import torch
from torch.autograd import DeviceType

from qa.engine.kv_cache.cache import KVFormat
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import KNOWN_MODELS
from tests.benchmarks.gpu.limits import Limit
from tests.benchmarks.gpu.parts import SMALL
from tests.benchmarks.gpu.profile import Work, explained, measure_profile
from tests.benchmarks.gpu.rows import Row
from tests.benchmarks.gpu.trace import Kernel, Trace, class_of, kernels_of
from tests.benchmarks.gpu_tests.cards import H200

LIMIT = Limit(KNOWN_MODELS[0].shape, H200, WeightFormat.FP8, KVFormat.BF16)
CLOCKED = ("clock", "launching", "device", "device idles")


def test_the_classes_of_a_pass_add_up_to_what_the_device_did():
    parts: dict[str, dict[str, float]] = defaultdict(dict)

    for row in measure_profile(SMALL, H200, torch.device("cpu"), is_small=True):
        what, _, part = row.what.partition(": ")
        assert row.figure is not None
        parts[what][part] = row.figure

    assert list(parts) == [
        "chunk of 64 behind 0",
        "chunk of 64 behind 128",
        "reading 3 questions of 8 tokens",
        "step of 1, launch by launch",
        "step of 3, launch by launch",
    ]
    for found in parts.values():
        classes = {part: ms for part, ms in found.items() if part not in CLOCKED}
        assert sum(classes.values()) == pytest.approx(found["device"], rel=0.03)
        assert classes["linear"] > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cudnn_generated_fort_native_sdpa_sm90_flash_fprop_wgmma_f16_knob_7", "attention"),
        ("void pytorch_flash::flash_fwd_kernel<Flash_fwd_kernel_traits<128>>", "attention"),
        ("void cutlass::device_kernel<flash::enable_sm90_or_later<>>", "attention"),
        ("void pytorch_flash::flash_fwd_splitkv_combine_kernel<>", "merge"),
        ("_prefix_kernel", "attention, document by our kernel"),
        ("_slots_kernel", "attention, own words by our kernel"),
        ("_mass_kernel", "attention, sparse"),
        ("_attend_kernel", "attention, sparse"),
        ("_merge_kernel", "merge"),
        ("_rms_norm_kernel", "norm, rotation, gate, quantise"),
        ("_gate_kernel", "norm, rotation, gate, quantise"),
        ("_norm_rope_kernel", "norm, rotation, gate, quantise"),
        ("_write_kernel", "cache write"),
        ("_w8a16_kernel", "linear"),
        ("_sum_splits_kernel", "linear"),
        ("nvjet_qqtst_128x256_128x4_2x1_v_bz_coopA_TNT", "linear"),
        ("void cutlass::device_kernel<cutlass::gemm::GemmUniversal<int>>", "linear"),
        ("void at::native::reduce_kernel<512, 1, ReduceOp<float, ArgMaxOps>>", "sampling"),
        ("void at::native::elementwise_kernel<128, 2, logaddexp_kernel_cuda>", "merge"),
        ("void unrolled_elementwise_kernel<bfloat16_copy_kernel_cuda>", "copies and conversions"),
        ("Memcpy HtoD (Pinned -> Device)", "copies and conversions"),
        ("void vectorized_elementwise_kernel<4, AUnaryFunctor>", "torch's elementwise"),
        ("something_nobody_knows", "other"),
    ],
)
def test_a_kernel_is_known_by_its_name(name: str, expected: str):
    assert class_of(name) == expected


def event(
    name: str, start: float, end: float, on: DeviceType, *, is_range: bool = False
) -> SimpleNamespace:
    """As torch's profiler tells of it."""
    return SimpleNamespace(
        name=name,
        device_type=on,
        is_user_annotation=is_range,
        cpu_parent=None,
        time_range=SimpleNamespace(start=start, end=end),
    )


def test_on_a_gpu_what_ran_there_counts_and_neither_the_host_nor_a_named_range():
    events = [
        event("cudaGraphLaunch", 0, 9, DeviceType.CPU),
        event("cudaLaunchKernel", 9, 12, DeviceType.CPU),
        event("ProfilerStep#1", 10, 90, DeviceType.CUDA, is_range=True),
        event("_prefix_kernel", 10, 60, DeviceType.CUDA),
        event("Memcpy DtoH (Device -> Pinned)", 70, 90, DeviceType.CUDA),
    ]

    kernels, num_replays = kernels_of(events, is_cuda=True)

    assert [(k.name, k.ms) for k in kernels] == [
        ("_prefix_kernel", 0.05),
        ("Memcpy DtoH (Device -> Pinned)", 0.02),
    ]
    assert num_replays == 1


def by_part(kernels: list[Kernel], work: Work, wall_ms: float) -> dict[str, Row]:
    rows = explained(work, Trace(kernels, wall_ms, launch_ms=0.5), LIMIT)
    return {row.what.partition(": ")[2]: row for row in rows}


def test_an_unknown_kernel_is_named_beside_its_time():
    kernels = [
        Kernel("_w8a8_kernel", 0, 4000),
        Kernel("rare", 4000, 4100),
        *(Kernel("strange|kernel", 5000 + 1000 * i, 6000 + 1000 * i) for i in range(2)),
    ]

    rows = by_part(kernels, Work("step", 0, 1, 1, 1), wall_ms=8)

    assert rows["other"].figure == pytest.approx(2.1)
    assert rows["other"].note == "2 x strange/kernel 2 ms; 1 x rare 0.1 ms"  # | ends a cell


def test_a_device_idles_when_no_kernel_runs_and_overlapping_ones_count_once():
    kernels = [
        Kernel("_prefix_kernel", 0, 3000),
        Kernel("Memset (Device)", 1000, 2000),
        Kernel("_slots_kernel", 5000, 6000),
    ]

    rows = by_part(kernels, Work("step", 0, 1, 1, 1), wall_ms=10)

    assert rows["device"].figure == pytest.approx(4)
    assert (rows["device idles"].figure, rows["device idles"].note) == (6, "60% of the clock")


def test_attention_and_products_stand_beside_their_limits():
    chunk, past = 8192, 131_072
    work = Work("chunk", past, chunk * past + chunk**2 / 2, chunk, 1)
    kernels = [Kernel("cudnn_sdpa", 0, 1e6), Kernel("nvjet_gemm", 1e6, 1.1e6)]

    rows = by_part(kernels, work, wall_ms=1100)

    assert rows["attention"].limit == pytest.approx(827, rel=0.01)  # ms: 0.65 PFLOP at 790 T
    assert rows["linear"].limit == pytest.approx(39.7, rel=0.01)  # 7.27 GFLOP a token at 1500 T
    assert rows["clock"].limit == pytest.approx(rows["attention"].limit + rows["linear"].limit)


def test_a_step_cannot_be_faster_than_reading_weights_and_context():
    work = Work("step of 1", 150_000, 150_001, 1, 1)
    kernels = [Kernel("_prefix_kernel", 0, 6000), Kernel("_w8a16_kernel", 6000, 7000)]

    rows = by_part(kernels, work, wall_ms=7)

    assert rows["attention, document by our kernel"].limit == pytest.approx(5.14, rel=0.01)
    assert rows["linear"].limit == pytest.approx(1.03, rel=0.01)


def test_a_profiler_that_sees_nothing_is_said():
    rows = by_part([], Work("step", 0, 1, 1, 1), wall_ms=7)

    assert (rows["device"].figure, rows["device"].note) == (None, "the profiler saw no kernels")
