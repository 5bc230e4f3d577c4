"""Pages that are images: their words recognised in a child process, without a network."""
