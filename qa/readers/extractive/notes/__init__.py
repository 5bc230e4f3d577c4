"""Cells of the tables in the notes, asked for in words of any kind."""
