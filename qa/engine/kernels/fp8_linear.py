"""y = x W^T for weights in e4m3 blocks of 128 x 128, without ever writing the weight out in another
format.

`w8a16` is for few rows, where reading the weight is the whole cost: e4m3 becomes x's dtype in
registers, which is exact, and each block's fp32 scale multiplies its partial product, so nothing is
rounded but x. `w8a8` is for many rows on devices where torch._scaled_mm does not take these scales:
FP8 products, taken out of the tensor core into fp32 and scaled every 128 of K, as DeepSeek-V3 does
it (arXiv 2412.19437, section 3.3.2). The twins are in `linear_reference.py`.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine import gpu
from qa.engine.config import BLOCK
from qa.engine.kernels.expect import expect
from qa.engine.kernels.split_sums import sum_splits
from qa.engine.layers.fp8 import E4M3, QuantizedRows

MAX_SMALL_ROWS = 128  # of w8a16
_BLOCK = tl.constexpr(BLOCK)
_FEATURES = 64  # of one w8a16 program; divides a block, so that one scale serves a tile
_PROGRAMS_PER_PROCESSOR = 2
_MIN_BLOCKS_PER_SPLIT = 4
_ROW_TILES_PER_GROUP = 8


@triton.jit(do_not_specialize=["num_rows", "blocks_per_split"])
def _w8a16_kernel(
    x_ptr,
    weight_ptr,
    scale_ptr,
    out_ptr,
    num_rows,
    num_features,
    num_blocks,
    blocks_per_split,
    FEATURES: tl.constexpr,
    ROWS: tl.constexpr,
):
    """One split of K for FEATURES of y, into out [splits, M, N].

    Computed as y^T = W x^T: tensor cores take 64 or 128 on the left but 16 on the right, and on
    Hopper the left operand, the one converted here, may stay in registers.
    """
    tile, split = tl.program_id(0), tl.program_id(1)
    features = tile * FEATURES + tl.arange(0, FEATURES)[:, None]
    rows = tl.arange(0, ROWS)[None, :]
    num_columns = num_blocks * _BLOCK
    first = split * blocks_per_split
    end = tl.minimum(first + blocks_per_split, num_blocks)
    weight_ptr += features * num_columns + tl.arange(0, _BLOCK)[None, :]
    x_ptr += rows * num_columns + tl.arange(0, _BLOCK)[:, None]
    scale_ptr += tile * FEATURES // _BLOCK * num_blocks
    total = tl.zeros((FEATURES, ROWS), dtype=tl.float32)
    for block in range(first, end):
        weight = tl.load(weight_ptr + block * _BLOCK, mask=features < num_features, other=0.0)
        x = tl.load(x_ptr + block * _BLOCK, mask=rows < num_rows, other=0.0)
        scale = tl.load(scale_ptr + block)
        # by way of fp32: from e4m3 to bf16 at once a card converts number by number
        weight = weight.to(tl.float32).to(x.dtype)
        total += tl.dot(weight, x, input_precision="ieee") * scale
    out_ptr += (split * num_rows + rows) * num_features + features
    is_real = (features < num_features) & (rows < num_rows)
    tl.store(out_ptr, total.to(out_ptr.dtype.element_ty), mask=is_real)


@triton.jit(do_not_specialize=["num_rows", "num_padded"])
def _w8a8_kernel(
    values_ptr,
    row_scale_ptr,
    weight_ptr,
    scale_ptr,
    out_ptr,
    num_rows,
    num_padded,
    num_features,
    num_blocks,
    ROWS: tl.constexpr,
    TILES_PER_GROUP: tl.constexpr,
):
    """One tile [ROWS, 128] of y. Tiles go down TILES_PER_GROUP rows of tiles before the next column
    of tiles, so that programs that run together share weights and rows in the second-level cache.
    """
    num_row_tiles = tl.cdiv(num_rows, ROWS)
    tiles_of_group = TILES_PER_GROUP * tl.cdiv(num_features, _BLOCK)
    tile = tl.program_id(0)
    first_row_tile = tile // tiles_of_group * TILES_PER_GROUP
    group_size = tl.minimum(num_row_tiles - first_row_tile, TILES_PER_GROUP)
    row_tile = first_row_tile + tile % tiles_of_group % group_size
    feature_tile = tile % tiles_of_group // group_size

    rows = row_tile.to(tl.int64) * ROWS + tl.arange(0, ROWS)
    features = feature_tile * _BLOCK + tl.arange(0, _BLOCK)
    columns = tl.arange(0, _BLOCK)
    num_columns = num_blocks * _BLOCK
    is_row, is_feature = rows < num_rows, features < num_features
    values_ptr += rows[:, None] * num_columns + columns[None, :]
    weight_ptr += features[None, :] * num_columns + columns[:, None]
    row_scale_ptr += rows
    scale_ptr += feature_tile * num_blocks
    total = tl.zeros((ROWS, _BLOCK), dtype=tl.float32)
    for block in range(num_blocks):
        values = tl.load(values_ptr + block * _BLOCK, mask=is_row[:, None], other=0.0)
        weight = tl.load(weight_ptr + block * _BLOCK, mask=is_feature[None, :], other=0.0)
        row_scale = tl.load(row_scale_ptr + block * num_padded, mask=is_row, other=0.0)
        scale = tl.load(scale_ptr + block)
        total += tl.dot(values, weight) * (row_scale * scale)[:, None]
    out_ptr += rows[:, None] * num_features + features[None, :]
    tl.store(
        out_ptr, total.to(out_ptr.dtype.element_ty), mask=is_row[:, None] & is_feature[None, :]
    )


def w8a16(x: Tensor, weight: Tensor, scale_inv: Tensor, num_splits: int | None = None) -> Tensor:
    """Return x W^T [M, N] in x's dtype for at most MAX_SMALL_ROWS rows.

    x [M, K], weight [N, K] e4m3, scale_inv [N/128, K/128] fp32. K is cut into num_splits parts that
    are computed side by side; None: as many as fill the device.
    """
    return sum_splits(w8a16_in_splits(x, weight, scale_inv, num_splits), x.dtype)


def w8a16_in_splits(
    x: Tensor, weight: Tensor, scale_inv: Tensor, num_splits: int | None = None
) -> Tensor:
    """What `w8a16` adds up: [S, M, N] fp32, or with one split its result, [M, N] in x's dtype."""
    (m, k), n = x.shape, len(weight)
    assert 0 < m <= MAX_SMALL_ROWS, f"{m} rows, not 1 to {MAX_SMALL_ROWS}"
    expect("x", x, (m, k), x.device)
    _expect_weight(weight, scale_inv, k, x.device)
    num_blocks = k // BLOCK
    if num_splits is None:
        num_splits = _splits_that_fill(x.device, triton.cdiv(n, _FEATURES), num_blocks)
    blocks_per_split = triton.cdiv(num_blocks, num_splits)
    num_splits = triton.cdiv(num_blocks, blocks_per_split)  # none is empty
    if num_splits == 1:
        parts = x.new_empty(m, n)
    else:
        parts = x.new_empty(num_splits, m, n, dtype=torch.float32)
    rows = max(16, triton.next_power_of_2(m))
    features = _FEATURES
    if rows == 128 and gpu.capability(x.device)[0] in (9, 10):
        features = BLOCK  # half as often the rows, which all programs read; elsewhere it spills
    _w8a16_kernel[(triton.cdiv(n, features), num_splits)](
        x,
        weight,
        scale_inv,
        parts,
        m,
        n,
        num_blocks,
        blocks_per_split,
        FEATURES=features,
        ROWS=rows,
        num_warps=4 if rows <= 64 else 8,
        num_stages=5 if rows <= 32 else 3,  # 60 to 128 KiB of shared memory
    )
    return parts


def _splits_that_fill(device: torch.device, num_tiles: int, num_blocks: int) -> int:
    """Of shapes and device alone, so that the number of rows does not change a row's result.

    Where one split would leave processors without work: of as many splits as fill them, up to
    twice as many, the first with the fullest last wave.
    """
    if device.type != "cuda":  # the interpreter
        return 1
    num_processors = gpu.num_processors(device)
    most = num_blocks // _MIN_BLOCKS_PER_SPLIT
    wanted = min(_PROGRAMS_PER_PROCESSOR * num_processors // num_tiles, most)
    if wanted <= 1:
        return 1

    def busy(splits: int) -> float:
        waves = num_tiles * splits / num_processors
        return waves / -(-num_tiles * splits // num_processors)

    return max(range(wanted, min(2 * wanted, most) + 1), key=busy)


def w8a8(rows: QuantizedRows, weight: Tensor, scale_inv: Tensor, dtype: torch.dtype) -> Tensor:
    """Return rows W^T [M, N] in `dtype`. weight [N, K] e4m3, scale_inv [N/128, K/128] fp32."""
    (padded, k), n, m = rows.values.shape, len(weight), rows.num_rows
    assert 0 < m <= padded, f"{m} rows in room for {padded}"
    expect("values", rows.values, (padded, k), weight.device, E4M3)
    expect("scale, M-major,", rows.scale.t(), (k // BLOCK, padded), weight.device, torch.float32)
    _expect_weight(weight, scale_inv, k, weight.device)
    out = torch.empty(m, n, dtype=dtype, device=weight.device)
    tile_rows = _tile_rows(weight.device)
    _w8a8_kernel[(triton.cdiv(m, tile_rows) * triton.cdiv(n, BLOCK),)](
        rows.values,
        rows.scale,
        weight,
        scale_inv,
        out,
        m,
        padded,
        n,
        k // BLOCK,
        ROWS=tile_rows,
        TILES_PER_GROUP=_ROW_TILES_PER_GROUP,
        num_warps=4 if tile_rows == 64 else 8,
        num_stages=3,
    )
    return out


def _tile_rows(device: torch.device) -> int:
    """128 where a processor has 228 KiB of shared memory (9.x, 10.x), 64 where it has 100 KiB."""
    if device.type != "cuda":
        return 64
    return 128 if torch.cuda.get_device_capability(device)[0] in (9, 10) else 64


def _expect_weight(weight: Tensor, scale_inv: Tensor, k: int, device: torch.device) -> None:
    n = len(weight)
    assert k % BLOCK == 0, f"K is {k}, not a multiple of {BLOCK}"
    expect("weight", weight, (n, k), device, E4M3)
    expect("scale_inv", scale_inv, (triton.cdiv(n, BLOCK), k // BLOCK), device, torch.float32)
