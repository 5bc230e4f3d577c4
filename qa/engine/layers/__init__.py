"""Parts of a layer: products in each number format, norms, gate, rotation, FP8 blocks."""
