"""Answers of several reports in, one comparison out: rows, years side by side, restatements."""
