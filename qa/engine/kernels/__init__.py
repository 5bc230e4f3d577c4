"""Triton kernels, each with a wrapper that checks what it is given and a reference in plain torch.

Nothing here is imported before `qa.engine.gpu.available` says yes: Triton is optional, and a CPU
never needs it.
"""
