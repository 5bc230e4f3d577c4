"""Answers by a model server that speaks the OpenAI protocol."""
