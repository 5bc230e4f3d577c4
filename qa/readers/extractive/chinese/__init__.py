"""Figures of Chinese reports."""
