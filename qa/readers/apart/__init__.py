"""Quotes worked out in a process of their own. See README.md."""
