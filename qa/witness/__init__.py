"""Whether a sentence of an answer is borne out by the document: figures, names, words."""

from qa.witness.sentences import split_sentences
from qa.witness.witness import Checked, Witness

__all__ = ["Checked", "Witness", "split_sentences"]
