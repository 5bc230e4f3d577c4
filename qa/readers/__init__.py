"""Readers answer questions: by search and quotes, by a model in the process, by a server."""
