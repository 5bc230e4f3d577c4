"""Every way to compute attention and linear layers, tried on this device and timed."""

import torch
from torch import Tensor

from qa.engine.attention import Attend, attend_cpu, attend_cpu_int8, attend_reference
from qa.engine.attention.choice import fastest, for_cpu, for_gpu, prefill_chunk, try_on_gpu
from qa.engine.config import ModelConfig, RopeConfig
from qa.engine.kv_cache.cache import KVFormat, KVView
from qa.engine.kv_cache.eight_bits import quantize_to
from qa.engine.layers.linear import DenseLinear, Linear
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.loader import compute_dtype
from qa.engine.network.network import LayerWeights, ModelWeights, Qwen3
from qa.engine.network.weights import WeightFormat, make_linear
from qa.engine.self_check import LARGEST_8_BIT_ERROR, Backend, SelfCheck

CHUNK = 512  # tokens read at once while measuring, as the engine does on a CPU
PAST = 2048
# The sizes of Qwen3-0.6B: larger models reach higher rates, so that estimates err on the slow side.
HEADS, KV_HEADS, HEAD_DIM = 16, 8, 128
HIDDEN, INNER = 1024, 3072
LINEAR_OPS = 2 * (HIDDEN * HEAD_DIM * 2 * (HEADS + KV_HEADS) + 3 * HIDDEN * INNER)  # a token, layer
ATTENTION_OPS = 4 * HEADS * HEAD_DIM * (CHUNK * PAST + CHUNK * CHUNK / 2)  # a chunk behind PAST
NUM_LAYERS = 2  # in the small model: enough that one's weights do not stay in a near cache


class Trial:
    """Inputs of the real shapes on one device, and the clock."""

    def __init__(
        self, device: torch.device, dtype: torch.dtype, kv_format: KVFormat, budget_s: float
    ) -> None:
        self._device, self._dtype = device, dtype
        self._kv_format = kv_format
        self._tryout = SelfCheck(device, budget_s)
        self._attend: Attend = attend_reference  # until `attentions` has found a faster one
        self._generator = torch.Generator(device).manual_seed(0)

    def attentions(self) -> list[Backend]:
        """A chunk of queries behind a past, causally."""
        if self._device.type == "cuda":
            tried = try_on_gpu(self._device, self._tryout.budget_s)
            self._attend = for_gpu(fastest(tried), self._kv_format, prefill_chunk(self._device))
            return [backend for _, backend in tried]
        q, past = self._random(CHUNK, HEADS, HEAD_DIM), PAST + CHUNK
        k, v = self._random(KV_HEADS, past, HEAD_DIM), self._random(KV_HEADS, past, HEAD_DIM)
        keys, key_scale = quantize_to(k, torch.int8)
        plain, mixed = KVView(k, v), KVView(keys, v.to(torch.bfloat16), key_scale)
        self._attend = for_cpu(self._kv_format)
        expected, _ = attend_reference(q, plain, True)

        def backend(attend: Attend, kv: KVView) -> Backend:
            return self._tryout.run(
                attend.__name__,
                "attention",
                attend is self._attend,
                lambda: attend(q, kv, True)[0],
                expected,
                ATTENTION_OPS,
                most=LARGEST_8_BIT_ERROR,
            )

        return [backend(attend_cpu, plain), backend(attend_cpu_int8, mixed)]

    def linears(self, chosen: WeightFormat) -> list[Backend]:
        """The same random weight in every format."""
        x, weight = self._random(CHUNK, HIDDEN), self._random(4 * HIDDEN, HIDDEN) * HIDDEN**-0.5
        expected = x.float() @ weight.float().t()
        operations = 2 * CHUNK * HIDDEN * 4 * HIDDEN

        def backend(weight_format: WeightFormat) -> Backend:
            dtype = compute_dtype(weight_format, self._device)
            linear, rows = make_linear(weight, weight_format), x.to(dtype)
            return self._tryout.run(
                weight_format.value,
                "linear",
                weight_format is chosen,
                lambda: linear(rows),
                expected,
                operations,
                most=LARGEST_8_BIT_ERROR,
            )

        return [backend(weight_format) for weight_format in WeightFormat]

    def layer_seconds(self, weight_format: WeightFormat, num_tokens: int) -> float:
        """Seconds of one whole layer for `num_tokens` behind PAST others, as the engine runs it."""
        model = self._small_model(weight_format)
        arena = model.arena(PAST + num_tokens)
        past = self._random(PAST, KV_HEADS, HEAD_DIM)
        for layer in range(NUM_LAYERS):
            arena.write(layer, past, past)
        arena.advance(PAST)

        def forward() -> None:
            model.forward(Batch.of([Segment([0] * num_tokens, arena)], self._device))
            arena.length = PAST

        return self._tryout.seconds(forward) / NUM_LAYERS

    def _small_model(self, weight_format: WeightFormat) -> Qwen3:
        """NUM_LAYERS layers of Qwen3-0.6B with random weights and next to no vocabulary."""
        q, kv = HEADS * HEAD_DIM, KV_HEADS * HEAD_DIM
        numbers = self._random(INNER * 2, INNER) * HIDDEN**-0.5

        def linear(n: int, k: int) -> Linear:
            return make_linear(numbers[:n, :k].contiguous(), weight_format)

        one, unit = numbers.new_ones(HIDDEN), numbers.new_ones(HEAD_DIM)
        layers = tuple(
            LayerWeights(
                input_norm=one,
                qkv=linear(q + 2 * kv, HIDDEN),
                q_norm=unit,
                k_norm=unit,
                o=linear(HIDDEN, q),
                post_attention_norm=one,
                gate_up=linear(2 * INNER, HIDDEN),
                down=linear(HIDDEN, INNER),
            )
            for _ in range(NUM_LAYERS)
        )
        vocabulary = numbers[:HEAD_DIM, :HIDDEN].contiguous()
        config = ModelConfig(
            vocab_size=HEAD_DIM,
            hidden_size=HIDDEN,
            intermediate_size=INNER,
            num_layers=NUM_LAYERS,
            num_heads=HEADS,
            num_kv_heads=KV_HEADS,
            head_dim=HEAD_DIM,
            rms_norm_eps=1e-6,
            rope=RopeConfig(theta=1e6),
            max_position=2 * PAST,
            tie_word_embeddings=True,
            eos_token_ids=(),
            is_fp8=False,
        )
        return Qwen3(
            config,
            ModelWeights(vocabulary, layers, one, DenseLinear(vocabulary)),
            attend=self._attend,
            kv_format=self._kv_format,
            dtype=self._dtype,
            device=self._device,
        )

    def bytes_per_second(self) -> float:
        """Reading memory that no cache holds."""
        numbers = torch.ones(32 * 2**20, dtype=torch.int64, device=self._device)
        return numbers.nbytes / self._tryout.seconds(numbers.max)

    def _random(self, *shape: int) -> Tensor:
        numbers = torch.randn(*shape, generator=self._generator, device=self._device)
        return numbers.to(self._dtype)
