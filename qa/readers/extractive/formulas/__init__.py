"""Figures worked out of several that a question names."""
