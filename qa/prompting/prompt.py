"""What a model is asked: the document first, the same for every question; then the question.

The first part is the prefix that an engine reads once. All of it that comes from a file or a person
is encoded as ordinary text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from qa.answer import Answer, Coverage
from qa.errors import UsageError
from qa.models.errors import NothingFits
from qa.prompting.chat_template import ChatTemplate, Role
from qa.prompting.document_tokens import TokenizedDocument
from qa.prompting.not_stated import NOT_STATED, NOT_STATED_CHINESE
from qa.prompting.tokenizer import ModelTokenizer
from qa.quoting.constraint import CLOSING, OPENING
from qa.text.terms import is_chinese

SYSTEM = f"""\
You answer questions about one document. Its pages follow, each after a line like \
"[PDF page 12 | printed 10]".
- Use this document alone. Answer briefly, in the language of the question.
- After every claim copy the words of the document that show it, exactly as they stand there, \
between {OPENING} and {CLOSING}. Of a table copy the row. Example: Sales rose by 5% \
{OPENING}Net sales increased 5% compared with 2018{CLOSING}.
- If the document does not say it, answer only: {NOT_STATED}. (In Chinese: {NOT_STATED_CHINESE}。)

"""

FINDINGS = """\
Passages that were found:
{findings}
Name the passages that answer the question, like [1], or say: {not_stated}. On the next line \
answer in one or two sentences, and put the number of its passage behind each.

{question}"""
FINDINGS_CHINESE = """\
找到的段落：
{findings}
先写出能回答问题的段落编号，例如 [1]；如果没有，只写：{not_stated}。\
然后在下一行用一两句话回答，每句话后面写上所依据的段落编号。

{question}"""
# For who may quote pages that the search did not find, see qa.quoting.evidence_grammar.
FINDINGS_OR_PAGES = """\
Passages that were found:
{findings}
Name the passages that answer the question, like [1]; if none does but a page does, write [0]; or \
say: {not_stated}. On the next line answer in one or two sentences, and put the number of its \
passage behind each, or the words of the page between [[ and ]].

{question}"""
FINDINGS_OR_PAGES_CHINESE = """\
找到的段落：
{findings}
先写出能回答问题的段落编号，例如 [1]；如果段落都不能回答而某一页可以，写 [0]；\
如果都没有，只写：{not_stated}。\
然后在下一行用一两句话回答，每句话后面写上所依据的段落编号，或在 [[ 和 ]] 之间照抄该页原文。

{question}"""
MAX_FINDINGS = 6
MAX_FINDINGS_SHARE = 0.75  # of what is kept free
FINDING_CHARACTERS = (300, 100)  # of each; fewer where not one fits

# Kept free for history and question, so that the prefix never depends on them; of a small context
# at most a quarter.
MAX_SUFFIX_TOKENS = 2048
MAX_SUFFIX_SHARE = 4


@dataclass(frozen=True, slots=True)
class Prompt:
    """token_ids[:num_prefix_tokens] is the same for every question over the same pages."""

    token_ids: tuple[int, ...]
    num_prefix_tokens: int
    coverage: Coverage
    num_findings: int = 0  # shown, see PromptBuilder.build

    @property
    def prefix_ids(self) -> tuple[int, ...]:
        return self.token_ids[: self.num_prefix_tokens]


@dataclass(frozen=True, slots=True)
class PromptBuilder:
    """A model's side of prompts: its tokens, its template, and how much it may read at once."""

    tokenizer: ModelTokenizer
    template: ChatTemplate
    max_tokens: int  # of a whole prompt, without the answer

    @property
    def max_document_tokens(self) -> int:
        """How many tokens of pages fit."""
        head = self.template.around(["system", "user"])[0]
        before = len(self._template_ids(head)) + len(self._text_ids(SYSTEM))
        return self.max_tokens - self._max_suffix_tokens - before

    def build(
        self,
        document: TokenizedDocument,
        question: str,
        *,
        coverage: Coverage,
        ranked_pages: Sequence[int],
        focus: Collection[int] | None = None,
        history: Sequence[Answer] = (),
        findings: Sequence[str] = (),
    ) -> Prompt:
        """Return the prompt of a question.

        coverage: what can be read of the document at all. focus: page numbers of the ticked
        sections; None is the whole document. ranked_pages: page numbers, the best first; taken, as
        many as fit, where the whole of the focus does not fit. history: earlier answers, the oldest
        first; the oldest are dropped where they do not fit. findings: what a search found, the best
        first; shown with numbers from 1, as many as fit. Raises NothingFits, UsageError.
        """
        num_findings, asked = self._with_findings(question, findings)
        pages = self._choose_pages(document, ranked_pages, focus)
        suffix_messages = self._suffix_messages(asked, history)
        roles = [role for role, _ in suffix_messages]
        head, *between = self.template.around(["system", *roles])
        prefix = [
            *self._template_ids(head),
            *self._text_ids(SYSTEM),
            *document.ids_of(pages),
        ]
        suffix = list(
            chain.from_iterable(
                [*self._template_ids(text), *self._text_ids(content)]
                for text, (_, content) in zip(between, suffix_messages, strict=False)
            )
        )
        suffix += self._template_ids(between[-1])
        return Prompt(
            token_ids=(*prefix, *suffix),
            num_prefix_tokens=len(prefix),
            coverage=coverage.within(set(pages)),
            num_findings=num_findings,
        )

    def _with_findings(self, question: str, findings: Sequence[str]) -> tuple[int, str]:
        """Return how many findings fit beside the question, and both as one message."""
        room = self._max_suffix_tokens * MAX_FINDINGS_SHARE
        for longest in FINDING_CHARACTERS:
            for count in range(min(len(findings), MAX_FINDINGS), 0, -1):
                message = findings_message(question, findings[:count], longest)
                if len(self._text_ids(message)) <= room:
                    return count, message
        return 0, question

    def _choose_pages(
        self,
        document: TokenizedDocument,
        ranked_pages: Sequence[int],
        focus: Collection[int] | None,
    ) -> list[int]:
        """Return the pages to read, in the document's order."""
        wanted = [n for n in document.page_numbers if focus is None or n in focus]
        if not wanted:
            raise UsageError(reason="None of the chosen pages has text that can be read.")
        room = self.max_document_tokens
        if sum(map(document.num_tokens_of, wanted)) <= room:
            return wanted
        allowed = set(wanted)
        chosen = []
        for page_number in dict.fromkeys(ranked_pages):
            num_tokens = document.num_tokens_of(page_number)
            if page_number in allowed and num_tokens <= room:
                chosen.append(page_number)
                room -= num_tokens
        if not chosen:
            raise NothingFits(tokens=max(0, room))
        return sorted(chosen)

    def _suffix_messages(self, question: str, history: Sequence[Answer]) -> list[tuple[Role, str]]:
        """Return as much of the history as fits, and the question."""
        # Every message brings a few tokens of the template with it.
        _, *around_turn, _, _ = self.template.around(["system", "user", "assistant", "user"])
        per_turn = sum(len(self._template_ids(text)) for text in around_turn)
        room = self._max_suffix_tokens - len(self._text_ids(question))
        room -= per_turn + len(self._template_ids(self.template.around(["system", "user"])[-1]))
        if room < 0:
            raise UsageError(reason="The question is too long for this model. Make it shorter.")
        messages: list[tuple[Role, str]] = [("user", question)]
        for answer in reversed(history):
            text = with_quotes(answer)
            room -= len(self._text_ids(answer.question)) + len(self._text_ids(text)) + per_turn
            if room < 0:
                break
            messages[:0] = [("user", answer.question), ("assistant", text)]
        return messages

    @property
    def _max_suffix_tokens(self) -> int:
        return min(MAX_SUFFIX_TOKENS, self.max_tokens // MAX_SUFFIX_SHARE)

    def _text_ids(self, text: str) -> list[int]:
        return self.tokenizer.encode_text(text)

    def _template_ids(self, text: str) -> list[int]:
        return self.tokenizer.encode_template(text)


def findings_message(
    question: str, findings: Sequence[str], longest: int, *, or_pages: bool = False
) -> str:
    """Return a question below findings with numbers from 1, each of at most so many characters.

    or_pages: say how an answer begins that rests on none of them, [0].
    """
    shown = "\n".join(
        f"[{number}] {' '.join(finding.split())[:longest]}"
        for number, finding in enumerate(findings, start=1)
    )
    is_asked_in_chinese = is_chinese(question)
    if or_pages:
        template = FINDINGS_OR_PAGES_CHINESE if is_asked_in_chinese else FINDINGS_OR_PAGES
    else:
        template = FINDINGS_CHINESE if is_asked_in_chinese else FINDINGS
    not_stated = NOT_STATED_CHINESE if is_asked_in_chinese else NOT_STATED
    return template.format(findings=shown, not_stated=not_stated, question=question)


def with_quotes(answer: Answer) -> str:
    """Return an answer as its model wrote it, each quote behind its claim in markers."""
    quotes: dict[int, dict[str, None]] = {}
    for citation in answer.citations:
        words = " ".join(citation.cited_text.split())
        quotes.setdefault(citation.answer_end, {})[words] = None
    parts, done = [], 0
    for end in sorted(quotes):
        parts.append(answer.text[done:end])
        parts += [f" {OPENING}{words}{CLOSING}" for words in quotes[end]]
        done = end
    return "".join([*parts, answer.text[done:]])
