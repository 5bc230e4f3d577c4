"""A list of questions over one document. See README.md."""
