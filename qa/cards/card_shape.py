"""The form that a card's JSON must have before anything is done with it: anybody may write one."""

TEXT, WHOLE, NUMBER, TRUTH, NAMED = "text", "whole", "number", "truth", "named"
BOXES = [[NUMBER, NUMBER, NUMBER, NUMBER]]
SPAN = {"page_number": WHOLE, "start": WHOLE, "end": WHOLE, "text": TEXT, "boxes": BOXES}
MOST = 10**12  # of any number of a card; no report comes near
OPTIONAL_TEXT, OPTIONAL_WHOLE, OPTIONAL_NAMED = (TEXT, None), (WHOLE, None), (NAMED, None)
CITATION = {
    "page_number": WHOLE,
    "printed_number": OPTIONAL_TEXT,
    "cited_text": TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "boxes": BOXES,
    "answer_start": WHOLE,
    "answer_end": WHOLE,
    "context": [SPAN],
    "check": TEXT,
    "document_sha256": TEXT,
}
FIGURE = {
    "label": TEXT,
    "value": OPTIONAL_TEXT,
    "display": TEXT,
    "unit": TEXT,
    "period": TEXT,
    "entity": OPTIONAL_TEXT,
    "formula": OPTIONAL_TEXT,
    "workings": OPTIONAL_TEXT,
    "inputs": [{"name": TEXT, "value": TEXT, "period": TEXT, "citation": OPTIONAL_WHOLE}],
    "citation": OPTIONAL_WHOLE,
    "is_stated": TRUTH,
    "note": TEXT,
}
USAGE = {
    "prompt_tokens": WHOLE,
    "cached_tokens": WHOLE,
    "completion_tokens": WHOLE,
    "time_to_first_token": NUMBER,
    "time_per_output_token": NUMBER,
}
SENTENCE = {
    "start": WHOLE,
    "end": WHOLE,
    "status": TEXT,
    "citations": [WHOLE],
    "figures": [{"start": WHOLE, "end": WHOLE, "holds": TRUTH, "citation": OPTIONAL_WHOLE}],
}
CARD = {
    "card": WHOLE,
    "product": {"name": TEXT, "version": TEXT},
    "made_at": TEXT,
    "answered_at": OPTIONAL_TEXT,
    "document": {"title": TEXT, "file_name": TEXT, "sha256": TEXT, "pages": WHOLE},
    "reader": {"name": TEXT, "settings": OPTIONAL_NAMED},
    "answer": {
        "question": TEXT,
        "text": TEXT,
        "citations": [CITATION],
        "coverage": {"read": [WHOLE], "without_text": [WHOLE], "left_out": [WHOLE]},
        "reader": TEXT,
        "finish_reason": TEXT,
        "seconds": NUMBER,
        "usage": (USAGE, None),
        "figures": [FIGURE],
        "sentences": [SENTENCE],
        "withheld": TEXT,
    },
    "sha256": TEXT,
}


def fits(value: object, shape: object) -> bool:
    """Tell whether a value of JSON has a form. Names that the form does not know may be there.

    A list of one form is a list of any length, a longer one is as long as it says; of a tuple any
    one form is enough.
    """
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            name in value and fits(value[name], inner) for name, inner in shape.items()
        )
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    if isinstance(shape, list):
        if not isinstance(value, list) or len(shape) not in (1, len(value)):
            return False
        return all(map(fits, value, shape if len(shape) > 1 else shape * len(value)))
    return _is_plain(value, shape)


def _is_plain(value: object, shape: object) -> bool:
    """Tell whether a value without parts is of a kind."""
    if shape is None or shape == NAMED:
        return value is None if shape is None else isinstance(value, dict)
    if shape == TRUTH or isinstance(value, bool):
        return shape == TRUTH and isinstance(value, bool)
    if shape == TEXT:
        return isinstance(value, str)
    is_number = isinstance(value, int if shape == WHOLE else int | float)
    return is_number and abs(value) <= MOST  # type: ignore[arg-type] # not for NaN
