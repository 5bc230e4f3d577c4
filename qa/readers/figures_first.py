"""What the search found without a model in, the part of it that comes before a model's words out.

A figure out of the report's own tables is there at once and exact, so it is sent while a model
still reads, and nothing that the model writes can take its place. What the search would have shown
first is shown as well where the model cites none of its words.
"""

from collections.abc import Iterable
from dataclasses import replace

from qa.answer import Answer, Citation


def figure_part(found: Answer) -> Answer | None:
    """Return the figures with the lines that they rest on, a beginning of what was found; None
    where no figure answers.
    """
    if all(figure.value is None for figure in found.figures):
        return None
    citations = found.citations[: _num_of_figures(found)]
    end = max((c.answer_end for c in citations), default=len(found.text))
    return replace(found, text=found.text[:end], citations=citations)


def best_finding(found: Answer, cited: Iterable[Citation]) -> Citation | None:
    """Return the quote that the search puts first besides figures; None where `cited` has words of
    it.
    """
    quotes = found.citations[_num_of_figures(found) :]
    if found.finish_reason == "not found" or not quotes:
        return None
    best = quotes[0]
    return None if any(_overlap(best, other) for other in cited) else best


def _overlap(one: Citation, other: Citation) -> bool:
    is_one_page = one.page_number == other.page_number
    return is_one_page and one.start < other.end and other.start < one.end


def _num_of_figures(found: Answer) -> int:
    """Return how many citations there are up to the last that a figure rests on."""
    numbers = {given.citation for figure in found.figures for given in figure.inputs}
    numbers |= {figure.citation for figure in found.figures}
    return max((number + 1 for number in numbers if number is not None), default=0)
