"""What is reckoned runs the engine's own kernels, which are interpreted without a card."""

from tests.engine.interpreted import interpret_kernels

interpret_kernels()
