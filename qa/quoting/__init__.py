"""Words of the document, verbatim: where quotes begin and end, the constraint on a model, citations."""
