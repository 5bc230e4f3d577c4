"""What the screen says about the model: its state, how much it reads, how far it has come."""

import math
from collections.abc import Collection

from markupsafe import Markup

from qa.answer import Answer, Progress
from qa.library import StoredDocument
from qa.readers.base import ContextBudget, LocalModelReader, Setup
from qa.text.terms import is_chinese
from ui.state.model_host import ModelState, Stage
from ui.state.question_options import QuestionOptions
from ui.views.i18n import both, error_html
from ui.views.markup import action

GB = 1e9
MINUTE = 60


def model_line(state: ModelState) -> Markup:
    """Return the one line that says who answers now, and why."""
    share = state.done / state.total if state.total else None
    bar = (
        Markup('<progress max="1" value="{:.3f}"></progress>').format(share)
        if share is not None and not state.stage.is_settled
        else ""
    )
    retry = (
        action("retry_model", both("model_retry"), classes="pw-link")
        if state.stage is Stage.FAILED
        else ""
    )
    return Markup('<span class="pw-model-words">{}</span>{}{}').format(_words(state), bar, retry)


def _words(state: ModelState) -> Markup:
    match state.stage:
        case Stage.FETCHING:
            return both(
                "model_fetching",
                model=state.model,
                done=f"{state.done / GB:.1f}",
                total=f"{state.total / GB:.1f}",
            )
        case Stage.LOADING:
            return both("model_loading", model=state.model, done=state.done, total=state.total)
        case Stage.TRYING:
            return both("model_trying", model=state.model)
        case Stage.READY if state.server:
            return both("model_ready_server", model=state.model, server=state.server)
        case Stage.READY:
            answers = both("model_ready", model=state.model)
            return answers if state.setup is None else _setup(answers, state.setup)
        case Stage.WAITING | Stage.CHOOSING if state.server:
            return both("model_looking_server", server=state.server)
        case Stage.QUOTES:
            return both("model_none")
        case Stage.FAILED if state.error is not None:
            return Markup("{} {}").format(both("model_failed"), error_html(state.error))
        case Stage.FAILED:
            return Markup("{} {}").format(
                both("model_failed"), both("model_fault", reference=state.fault)
            )
        case _:
            return both("model_choosing")


def _setup(answers: Markup, setup: Setup) -> Markup:
    parts = [
        answers,
        both("model_runs", weights=setup.weights.upper(), device=setup.device),
        both("model_keeps", kv=setup.kv.upper()),
        both("model_attends", attention=setup.attention),
        both("model_reads_sparsely" if setup.is_sparse else "model_reads_all"),
    ]
    return Markup(" · ").join(parts)


def plan(
    document: StoredDocument, choice: QuestionOptions, keeper: LocalModelReader | None
) -> Markup:
    """Return what of a report would be read for a question, and what else could be."""
    focus = choice.focus(document)
    every = action("read_everything", both("plan_untick"), classes="pw-link") if focus else ""
    if keeper is None or not choice.wants_model:
        if focus is None:
            return Markup("")
        tokens = sum(document.page_tokens[number - 1] for number in focus)
        return _line(both("plan_ticked", tokens=f"{tokens:,}"), every)
    room = keeper.room(document, focus)
    wide = choice.reads_all and room.fits_when_told
    budget = room.most if wide else room.quick
    key = "plan_sections" if focus else "plan_report"
    parts = [both(key, tokens=f"{room.num_tokens:,}", budget=f"{budget:,}")]
    if not room.fits and not wide:
        parts.append(both("plan_best_pages"))
    meter = Markup(
        '<div class="pw-meter{}" role="presentation"><i style="width:{:.1f}%"></i></div>'
    )
    over = room.num_tokens > budget
    return Markup("{}{}{}").format(
        meter.format(" over" if over else "", min(1.0, room.num_tokens / max(1, budget)) * 100),
        _line(Markup(" ").join(parts), every),
        _offer(document, focus, room, keeper, is_chosen=wide),
    )


def _offer(
    document: StoredDocument,
    focus: Collection[int] | None,
    room: ContextBudget,
    keeper: LocalModelReader,
    *,
    is_chosen: bool,
) -> Markup:
    if room.fits:
        return Markup("")
    if not room.fits_when_told:
        return _line(both("plan_never", most=f"{room.most:,}"), "")
    if keeper.has_read(document, focus):
        about = both("plan_was_read")
    elif (seconds := keeper.reading_seconds(room.num_tokens)) is None:
        about = both("plan_unknown_time")
    else:
        about = _duration(seconds)
    if is_chosen:
        return _line(
            Markup("{} {}").format(both("plan_all"), about),
            action("read_what_fits", both("plan_less"), classes="pw-link"),
        )
    label = Markup("{} · {}").format(both("plan_read_all"), about)
    details = {"document_id": document.document_id}
    return _line(action("read_all", label, classes="pw-offer", **details), "")


def _line(words: Markup, link: Markup | str) -> Markup:
    return Markup('<p class="pw-plan">{} {}</p>').format(words, link)


def _duration(seconds: float) -> Markup:
    if seconds < 2 * MINUTE:
        return both("about_seconds", seconds=max(1, math.ceil(seconds)))
    return both("about_minutes", minutes=math.ceil(seconds / MINUTE))


def reading_status(progress: Progress) -> Markup:
    """Return how far the model has come in reading: words and a bar."""
    key = "tokens_restored" if progress.stage == "restoring" else "tokens_read"
    words = both(key, done=f"{progress.done:,}", total=f"{progress.total:,}")
    if progress.eta_seconds is not None:
        words = Markup("{} · {}").format(words, _left(progress.eta_seconds))
    share = progress.done / progress.total if progress.total else 0.0
    return Markup('{}<progress max="1" value="{:.3f}"></progress>').format(words, share)


def _left(seconds: float) -> Markup:
    return both("seconds_left", seconds=max(1, math.ceil(seconds)))


def receipt_parts(answer: Answer) -> list[Markup]:
    """Return what an answer by a model cost: tokens reused, time to the first word, speed."""
    usage = answer.usage
    if usage is None:
        return []
    key = "receipt_from_shelf" if usage.shelf_tokens else "receipt_reused"
    parts = [both(key, cached=f"{usage.cached_tokens:,}", total=f"{usage.prompt_tokens:,}")]
    if usage.completion_tokens:
        parts.append(both("receipt_first_word", seconds=f"{usage.time_to_first_token:.1f}"))
    writing_s = usage.time_per_output_token * usage.completion_tokens
    if writing_s > 0 and (words := _num_words(answer)) > 1:
        parts.append(both("receipt_speed", words=f"{words / writing_s:.1f}"))
    return parts


def _num_words(answer: Answer) -> int:
    """Words that the model wrote, quotes included; of Chinese each character."""
    quotes = {(c.answer_end, c.cited_text) for c in answer.citations}
    if answer.withheld:
        return len(answer.withheld.split())
    written = " ".join([answer.text, *(quote for _, quote in quotes)])
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in written) if is_chinese(written) else 0
    return chinese or len(written.split())
