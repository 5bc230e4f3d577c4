"""The network: weights, forward pass over a batch, sparse prefill, questions in slots."""
