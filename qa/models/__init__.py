"""Which model answers, and where its files come from. Nothing here imports torch."""
