"""Reports x questions: lists to ask, cells that fill as answers come, files of the whole."""
