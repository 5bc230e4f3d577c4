"""Questions on their way to answers, one at a time or as a list."""
