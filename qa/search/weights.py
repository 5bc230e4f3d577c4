"""All hand-set weights of the search and of the quotes in one table.

They were set by hand and checked on questions over filings of many companies. A score is a sum of
terms, each a feature times one of these (qa.search.scoring), so that any of them can be changed or
turned off in one place. Not here: what is worked out when a document is read and kept with it
(K1 and B of BM25 in index.py, the grades of page_kinds.py), and how many pages, rows or words are
looked at.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a question, a page, a row and a sentence counts."""

    # Words of a question, and entries of the glossary that it names; 1 is a telling word.
    common_word: float = 0.35  # a word that many questions have
    part: float = 0.85  # a row that a ratio is computed from, against the ratio itself
    scattered_name: float = 0.6  # a name whose words are scattered over the question

    # A page.
    words: float = 1.2  # the question's own words
    explained_word: float = 0.6  # of those, one that names an entry, whose own words count already
    pairs: float = 0.5  # two of its words side by side
    near: float = 1.0  # the things asked for close together
    least_thing: float = 1.0  # there, what an entry counts though each of its words is common
    rows: float = 0.8  # a table row named like what is asked
    rows_on_statement: float = 0.9  # more, where the page is the statement it belongs to
    rows_for_text: float = 0.35  # a row, where the answer is a sentence
    said: float = 1.0  # sentences that speak of it in the manner asked for
    said_most: float = 4.0  # more such sentences on a page do not count
    said_of_driver: float = 0.6  # one about something that moves it, against the thing itself
    part_of_text: float = 0.5  # parts of a ratio count less for why than for how much
    titles: float = 0.7  # a title about it
    in_section: float = 0.8  # a page of a section with the title, against the page where it stands
    long_section: float = 0.1  # that loses for each further page: 1 / (1 + 0.1 * pages)
    phrases: float = 0.8  # phrases that running text has about it
    kind: float = 0.35  # the page is of the kind, whatever else it says
    lower_kind: float = 0.25  # the second kind that an entry stands on: 1 / 1.25, the third 1 / 1.5
    reasons: float = 0.3  # share more for words that give reasons, where the question is why
    reasons_most: int = 4  # more such words on a page do not count
    # Share more, where the question is why, for the management's discussion: it has to give the
    # reasons for material changes (SEC Regulation S-K, item 303; in China CSRC standard no. 2).
    discussion: float = 0.5

    # A line of a page as a row named like what is asked.
    row: float = 1.0  # label in front, several figures behind
    row_of_one: float = 0.7  # the same with one figure
    row_later: float = 0.5  # a short line with figures that has the label further on
    row_in_text: float = 0.3  # a long line with figures
    row_without_figures: float = 0.1
    title_word: float = 0.3  # a title loses for each word more: 1 / (1 + 0.3 * words)
    title_with_figures: float = 0.3  # a title with more than two figures is hardly one

    # How well the page that it stands on fits a row or a sentence; the best page 1.
    sharpened: int = 2  # power: pages score alike for the same things, though one is the page
    added_page: float = 0.5  # a page that was not ranked but has a part, a line or the reasons

    # How an entry is named. label_*: by the label of a row.
    label_inside: float = 0.75  # the label has it further on; 1 where it begins with it
    label_word: float = 0.06  # what each word more than the name takes away
    label_least: float = 0.3  # but this is left
    one_word: float = 0.7  # a sentence with a name of one word, which may mean many things
    home_statement: float = 0.3  # more, for a row of the very statement it belongs to
    other_name: float = 0.05  # more, for each other name of it
    other_names_most: int = 3  # as many of them count
    moved_by: float = 0.9  # named is something that moves the entry, against the entry itself
    named_above: float = 0.5  # named only in the title above or in what a sentence points back to

    # A row.
    row_named: float = 0.7  # an entry that is named
    row_covers: float = 0.6  # the question's words in the label
    row_around: float = 0.2  # those in its title and column heads
    several_values: float = 0.05
    row_where_text: float = 0.7  # share kept by a row, where the answer is a sentence
    row_where_reason: float = 0.35  # the same, where the answer is a reason

    # A sentence.
    sentence_named: float = 0.25
    sentence_covers: float = 1.0
    sentence_moved: float = 0.8  # those of which it only names what moves them
    sentence_around: float = 0.6  # those in the title above or in what it points back to
    sentence_under: float = 0.3  # those in the titles further up
    sentence_opens: float = 0.4  # those in its title, more, for the first sentence below it
    manner: float = 0.15  # a word of the manner asked for: "rose", "would", "recognized"
    figure: float = 0.2  # a figure, where one is asked for
    kind_asked: float = 0.35  # a place where one is asked for, a time, names; also of a row
    signature: float = 0.3  # of who signs, where it is asked who
    reason: float = 0.7  # "due to", where the question is why
    reason_of_event: float = 0.25  # the same, where it is asked why something happened
    explains_move: float = 0.5  # there, in front of it that what is asked for rose or fell as asked
    tells_move: float = 0.3  # the same, without a reason
    opposite: float = -0.2  # there, a rise where a fall is to be explained
    supposed: float = -0.2  # there, a "may"
    announces: float = -0.2  # ends in a colon: what it announces comes after it
    asks: float = -0.3  # is a question itself
    long_sentence: float = 0.85  # share kept by a sentence of too many characters
    aside: float = 0.5  # share kept by one that points elsewhere or only defines a word

    # Both.
    page_fit: float = 1.0  # what the search thinks of the page
    page_fit_for_reasons: float = 0.4  # these stand on pages that need not name what they explain

    # Which findings are quoted.
    kept: float = 0.6  # share of the best finding's score; weaker ones distract
    kept_reasons: float = 0.4  # the same where the question is why
    same_chapter: float = 0.8  # of a further reason from a chapter that two were quoted from

    # A passage that tells an everyday matter in a form known for it (qa/glossary/matters.toml).
    told: float = 1.0
    told_later: float = -0.03  # for each surer form of the matter
    told_long: float = -0.04  # is not read at a glance
    kept_told: float = 0.88  # share of the best one's score; other forms are less sure

    # Whether they account for the question.
    enough: float = 0.42  # share of the question that the findings must account for
    together: float = 0.2  # what words count that only several findings together cover
    telling_least: float = 0.5  # a telling word on every page; one on hardly any counts 1
    common_share: float = 0.12  # a word that any question may have
    everywhere: float = 0.5  # a word on more than this share of the pages is such a word
    whole_name: float = 1.0  # what all words of an entry's name count at least
    absent_name: float = 2.0  # a name that is nowhere in the document: it is asked about another
    year_ahead: float = 1.5  # a year after the report's, against all else that is asked


WEIGHTS = Weights()
