"""The same task for transformers: what another implementation makes of the same weights."""

from pathlib import Path

import torch

from tests.computed.gate import ROW, Score, judge_repeated, judge_row, make_task


@torch.inference_mode()
def measure_transformers(
    folder: Path, length: int, *, dtype: torch.dtype, device: torch.device
) -> Score:
    """Each row's tokens are given, not written: the same rows come out exact, margins too."""
    import transformers

    transformers.utils.logging.disable_progress_bar()
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).to(device).eval()
    task = make_task(model.config.vocab_size, length, window=4, chunk=512)
    document = torch.tensor(task.document, device=device)[None]
    behind = len(task.document) - len(task.body)
    read = model(input_ids=document, use_cache=True, logits_to_keep=behind)
    cache, logits = read.past_key_values, read.logits[0].float().cpu()
    size = task.window + ROW
    rows = judge_repeated(task, logits)
    for start in task.asked:
        tokens = torch.tensor(task.row(start)[:-1], device=device)[None]
        answer = model(input_ids=tokens, past_key_values=cache, use_cache=True, logits_to_keep=ROW)
        cache.crop(1 - size)
        rows.append(judge_row(start, answer.logits[0].float().cpu(), task.rest(start)))
    return Score(length, tuple(sorted(rows, key=lambda row: row.start)))
