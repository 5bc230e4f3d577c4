"""One contract for every attention in the engine: attend(q, kv, causal) -> (out, lse), and merge.

Shapes: q [Tq, Hq, D]; kv holds Tk tokens of Hkv heads, Hq a multiple of Hkv (grouped-query
attention); out [Tq, Hq, D] in q's dtype, lse [Tq, Hq] fp32, the natural log of the sum of
exp(scores). `causal` aligns the last query with the last key: query i sees keys 0 .. Tk - Tq + i.

Because softmax over two sets of keys can be put together from the softmax over each (Milakov and
Gimelshein 2018, arXiv 1805.02867; used for shared prefixes in Hydragen, arXiv 2402.05099),
everything long is built from two calls and a merge: past rectangle + causal square when a chunk is
read, document + question when an answer is written.
"""

from qa.engine.attention.cpu import attend_cpu, attend_cpu_int8
from qa.engine.attention.gpu import attend_cudnn, attend_flash
from qa.engine.attention.reference import Attend, attend_reference, in_slabs, merge

__all__ = [
    "Attend",
    "attend_cpu",
    "attend_cpu_int8",
    "attend_cudnn",
    "attend_flash",
    "attend_reference",
    "in_slabs",
    "merge",
]
