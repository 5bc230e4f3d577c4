"""Figures and numbers of things that stand in sentences."""
