"""Answers that last: cards that say where each word and figure stands, and whether it holds."""
