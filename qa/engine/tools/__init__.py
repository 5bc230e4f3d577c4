"""Tools over a checkpoint: quantising it, comparing it with transformers."""
