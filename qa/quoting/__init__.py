"""Words of the document, verbatim: where quotes begin and end, what a model may write, citing."""
