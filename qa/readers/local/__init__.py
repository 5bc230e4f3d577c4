"""Answers by a model in this process that has read the document."""
