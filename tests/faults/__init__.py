"""Faults: each call in turn fails or is the last; the library opens, and has what it said."""
