"""Rows of tables by what their labels and titles say."""
