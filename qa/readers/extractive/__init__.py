"""Answers without a model: rows and sentences of the report, found by search."""
