"""A loosely worded question for a cost, a gain or a tax in, the same by the names of rows out.

"What went on adverts in 2021?" is [a row's name, or everyday words for it] + [words that ask for an
amount] + [a time]. What is neither stays, and the rows must say it: "TV adverts" are not all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, product

from qa.document_facts import facts_in
from qa.glossary import content
from qa.glossary.alike import alike_terms
from qa.glossary.spoken import WRAPPING, AmountAsked, RowNamed, amounts_asked, rows_named
from qa.library import StoredDocument
from qa.measures import Asked, understand
from qa.measures.company import without_company
from qa.measures.names import find_names
from qa.measures.periods import find_periods
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.notes.noted_figures import figure_of_notes
from qa.readers.extractive.rows.row_facts import OPTIONAL, SOFT, Terms, content_terms
from qa.readers.extractive.wording.company import company_names
from qa.readers.extractive.wording.kinds import asks_for_change, asks_for_words, fits_kind
from qa.readers.extractive.wording.nature import Nature, is_sentence, nature_of, speaks_of_balances
from qa.text.terms import is_chinese, terms

MOST_READINGS = 8
MOST_IN_HEAD = 8  # words
_EDGES = re.compile(
    r"^(?:[\W_]|\b(?:of|for|on|in|to|at|by|from|during|into|towards?|over|a|an|the|and|with|through|as)\b)+"
    r"|(?:[^\w)]|\b(?:of|for|on|in|to|at|by|from|during|into|towards?|over|a|an|the|and|with|through|as)\b)+$",
    re.I,
)
_GAPS = re.compile(r"\s*[,;:?]+\s*(?=[,;:?]|$)|\s+(?=[,;:?])")
_TWICE = re.compile(r"\b(\w[\w -]*\w)\b(?:\W+(?:(?:and|on|for|of|the)\W+)*\1\b)+", re.I)
_NAMED_AMOUNT = re.compile(
    r"\b(?:costs?|expenses?|charges?|fees|loss(?:es)?|gains?|income|tax(?:es)?|paid|contributions?|provisions?"
    r"|expenditures?|payments?)$|\b(?:depreciation|amortization|compensation)\b",
    re.I,
)
_PAID_IN_CASH = re.compile(
    r"\b(?:income\s+taxes|tax(?:es)?|interest)\b(?!\s+(?:income|expense))", re.I
)
_NO_AMOUNT = re.compile(  # of a year: a rate, a number, what is owed or set against another
    r"%|\b(?:percent\w*|share\s+of|fraction|portion|proportion|slice|multiple|ratio|rates?|per|how\s+many|number\s+of"
    r"|balances?|outstanding|accumulated|average|mean|relative|times|unpaid|owed?|owing|will|expect\w*|future|due"
    r"|drop|rise|more|less|than|difference|gross|cumulative|remaining|yet|reserve[sd]?|allowances?)\b",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][\w-]*")
_OF_GAIN = re.compile(r"\b(?:gains?|income|royalt\w+)\b(?!\s+tax)", re.I)
_POSSESSIVE = re.compile(r"(?<=s)'(?=\s)")
_BEFORE_TIME = re.compile(
    r"(?:\b(?:in|during|over|for|of|at|by|from|through|throughout)\s+(?:the\s+)?)$"
)
_AS_CALLED = {  # how rows are called of which an amount of a kind is asked for
    "invested": ("capital expenditures on {}",),
    "hit": ("loss on {}",),
    "gained": ("gain on {}",),
    "reserved": ("{} provisions", "provision for {}"),
    "written_off": ("{} write-offs", "{} written off"),
}

_ONLY_AS_CALLED = frozenset(["gained", "hit", "invested", "reserved", "written_off"])
_CARRIED = re.compile(
    r"\b(?:carried\s+(?:at|on)|carrying|book\s+values?|worth|on\s+(?:(?:its|their|the|[\w&.]+['’]s)\s+)?books|st[ao]+n?d\s+at)\b",
    re.I,
)


def in_row_words(question: str, company: Iterable[str]) -> list[str]:
    """Return what a question may ask for by the names of rows, with its time; none where unsure.

    >>> in_row_words("What went on adverts in 2021?", [])
    ['advertising expense, in 2021']
    """
    text = _POSSESSIVE.sub(" ", question.replace("’", "'"))
    lower = text.lower()
    if is_chinese(question) or len(lower) != len(text):
        return []
    periods = find_periods(lower)
    if len(periods) != 1 or periods[0].kind not in ("year", "instant"):
        return []
    start, end = periods[0].start_char, periods[0].end_char
    time, before = text[start:end], _BEFORE_TIME.search(lower[:start])
    rest = _without(without_company(lower, company), before.start() if before else start, end)
    named = rows_named(rest)
    bare = rest
    for row in named:
        bare = _without(bare, row.start, row.end)
    for line in find_names(bare):
        if " " in line_text(bare, line.start, line.end):  # "cost of sales" is no cost of something
            bare = _without(bare, line.start, line.end)
    amounts = amounts_asked(bare)
    kinds = frozenset(kind for amount in amounts for kind in amount.kinds) - {WRAPPING}
    if not (named or kinds):
        return []
    cores = islice(_cores(text, rest, named, amounts), MOST_READINGS)
    every = (f"{said}, in {time}" for core in cores for said in _called(core, kinds))
    return [each for each in dict.fromkeys(every) if each.lower() != lower][:MOST_READINGS]


def figure_in_row_words(
    document: StoredDocument,
    asked: Asked,
    company: Sequence[str],
    answer: Callable[[StoredDocument, Asked], FigureAnswer | None],
) -> FigureAnswer | None:
    """Return what a loosely worded question's rows give, if all that are found give the same.

    answer: what answers a question in the words of reports.
    """
    if not _may_be_amount(asked):
        return None
    names = company_names(document)
    parts, own = facts_in(document).part_names, content_terms(" ".join(names))
    found: list[FigureAnswer] = []
    for words in in_row_words(asked.text, company):
        reading = understand(words, company=names)
        if reading.operation != "none" or reading.manner not in ("value", "text"):
            continue
        given = answer(document, reading)
        if given is None or given.figures[0].value is None:
            given = figure_of_notes(document, reading, [reading], company)
        is_given = given is not None and given.figures[0].value is not None
        if given and is_given and _fits(given, asked.text, words):
            if not _is_of_part(given, words, parts, own):
                return None
            found.append(given)
    values = {(each.figures[0].value, each.figures[0].unit) for each in found}
    return found[0] if len(values) == 1 else None


def is_no_outlay(asked: Asked, found: FigureAnswer) -> bool:
    """Tell whether it is asked what was spent, and a row of what was earned or is held is found."""
    question = asked.text
    if asked.key is not None:
        return False  # a line that is known for what it is
    if found.figures[0].formula is not None or not found.evidence or speaks_of_balances(question):
        return False
    asks = any("spent" in amount.kinds for amount in amounts_asked(question.lower()))
    return asks and _nature(found) in ("earned", "held")


def is_no_holding(asked: Asked, found: FigureAnswer) -> bool:
    """Tell whether it is asked what is carried, and a row of what was spent is found."""
    if asked.key is not None or found.figures[0].formula is not None or not found.evidence:
        return False
    return _CARRIED.search(asked.text) is not None and _nature(found) == "spent"


def _fits(found: FigureAnswer, question: str, reading: str) -> bool:
    """Tell whether a figure is an amount of what was spent, or of the gain that is asked for."""
    figure = found.figures[0]
    if not fits_kind(question, figure):
        return False
    is_money = len(figure.unit) == len("USD")
    if _OF_GAIN.search(reading):
        return is_money and _OF_GAIN.search(figure.label) is not None
    return is_money and _nature(found) == "spent" and not _is_of_a_kind(found, reading)


def _is_of_a_kind(found: FigureAnswer, reading: str) -> bool:
    """Tell whether a sentence is of a kind of the one thing asked for: "software amortization"."""
    place = found.evidence[0]
    said = place.page.text[place.start : place.end]
    wanted = alike_terms(reading)
    named = content_terms(reading.rpartition(",")[0]) - OPTIONAL
    first = next((w for w in _WORD.findall(said) if content_terms(w) - SOFT), "")
    return len(named) == 1 and is_sentence(said) and not alike_terms(first) & wanted


def _nature(found: FigureAnswer) -> Nature | None:
    place = found.evidence[0]
    return nature_of(place.page, place.start, place.end)


def _is_of_part(found: FigureAnswer, words: str, parts: Iterable[str], own: Terms) -> bool:
    """Tell whether a figure is of the part of the group that is asked for, where one is.

    own: words of the company's name. A page of a part has that part's name as a head.
    """
    names = [content_terms(part) - SOFT - own for part in parts]
    asked = frozenset().union(*names) & content_terms(words)
    place = found.evidence[0]
    near = [place.page.text[place.start : place.end]]
    near += [span.text for span in place.context]
    if not asked or asked <= content_terms(" ".join(near)):
        return True
    above = place.page.text[: place.start].split("\n")
    heads = (
        line for line in above if len(line.split()) <= MOST_IN_HEAD and line.strip()[-1:] != "."
    )
    return any(asked <= content_terms(line) for line in heads)


def _may_be_amount(asked: Asked) -> bool:
    """Tell whether a question may ask for one amount of one time."""
    is_plain = asked.manner in ("value", "text") and asked.operation == "none"
    is_plain &= asked.expression is None and asked.unread_definition is None
    if not is_plain or _NO_AMOUNT.search(asked.text):
        return False
    return not asks_for_words(asked.text) and not asks_for_change(asked.text)


def line_text(text: str, start: int, end: int) -> str:
    """Return what stands between two characters, without the blanks around it."""
    return text[start:end].strip()


def _cores(
    text: str, rest: str, named: Sequence[RowNamed], amounts: Sequence[AmountAsked]
) -> Iterator[str]:
    """Yield a question without its measure words, each row that it names by each of its names."""
    shown = "".join(c if rest[place] != " " else " " for place, c in enumerate(text))
    for names in product(*(row.called for row in named)):
        said = shown
        changes = [(row.start, row.end, name) for row, name in zip(named, names, strict=True)]
        changes += [(amount.start, amount.end, " ") for amount in amounts]
        for start, end, words in sorted(changes, reverse=True):
            said = f"{said[:start]}{words}{said[end:]}"
        core = _tidy(said)
        if content(terms(core)):
            yield core


def _called(core: str, kinds: frozenset[str]) -> Iterator[str]:
    if "paid" in kinds and _PAID_IN_CASH.search(core):
        yield core if "paid" in core else f"cash paid for {core}"
        return
    for kind, forms in _AS_CALLED.items():
        if kind in kinds and not _NAMED_AMOUNT.search(core):
            yield from (form.format(core) for form in forms)
    if _NAMED_AMOUNT.search(core):
        yield core
    elif not kinds & _ONLY_AS_CALLED:
        yield f"{core} expense"


def _tidy(text: str) -> str:
    said = _GAPS.sub("", " ".join(text.split()))
    while (shorter := _EDGES.sub("", said)) != said:
        said = shorter
    return _TWICE.sub(r"\1", said)


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
