"""What the engine reaches on a GPU, next to the limit by arithmetic and to the best library call.

python -m tests.benchmarks.gpu long --kv bf16              # the table of the README
python -m tests.benchmarks.gpu long --kv kv4 --prefill sparse
python -m tests.benchmarks.gpu formats kernels peers --json ROWS.jsonl

Weights are random numbers in the shape of a published model, made on the device: time and memory
depend on shapes alone. Nothing but qa.engine and torch is needed; transformers and flash-attn are
measured where they are installed.
"""
