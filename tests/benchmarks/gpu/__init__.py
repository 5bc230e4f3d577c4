"""What the engine reaches on a GPU, next to the limit by arithmetic and to the best library call.

python -m tests.benchmarks.gpu smoke                             # first: what is right and slow
python -m tests.benchmarks.gpu --json ROWS.jsonl                 # everything
python -m tests.benchmarks.gpu table --minutes 7.5               # the table of the README
python -m tests.benchmarks.gpu rest --minutes 7.5                # all else
python -m tests.benchmarks.gpu long-kv4 --here                   # one part, in this process

Weights are random numbers in the shape of a published model, made on the device: time and memory
depend on shapes alone. Nothing but qa.engine and torch is needed; transformers, flash-attn and vLLM
are measured where they are installed.
"""
