"""The shelf on the left: files on their way in, my reports, the samples."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from qa.answer import Progress
from qa.library import SAMPLES_OWNER, StoredDocument
from ui.state.upload import State, Upload
from ui.views.i18n import both, error_html
from ui.views.markup import action, join, sure_action
from ui.views.model_status import reading_status

PAGES_BEFORE_ETA = 20  # the first pages wait for the reader to start and say little about the rest
MINUTE = 60


Ahead = Mapping[str, Progress | None]  # reports that the model reads, by document id


def shelf(
    readings: Sequence[Upload],
    documents: Sequence[StoredDocument],
    ahead: Ahead = MappingProxyType({}),
) -> Markup:
    """Return the shelf of one owner; both hold the samples too. The page marks the open report."""
    mine = [d for d in documents if d.owner != SAMPLES_OWNER]
    samples = [d for d in documents if d.owner == SAMPLES_OWNER]
    nothing = Markup('<p class="pw-quiet">{}</p>').format(both("no_documents"))
    return Markup(
        '<div class="pw-shelf" data-busy="{}">{}'
        '<ul class="pw-readings" aria-live="polite">{}</ul>{}{}</div>'
    ).format(
        int(any(r.is_active for r in readings) or any(d.document_id in ahead for d in documents)),
        join(_done_mark(r) for r in readings if r.state is State.DONE),
        join(_reading_row(r) for r in readings if r.state is not State.DONE),
        _group("mine", mine, ahead) or ("" if readings else nothing),
        _group("samples", samples, ahead),
    )


def _group(key: str, documents: Sequence[StoredDocument], ahead: Ahead) -> Markup:
    if not documents:
        return Markup("")
    rows = join(_document_row(document, ahead) for document in documents)
    return Markup(
        '<h2 class="pw-head">{}</h2><ul class="pw-documents" data-group="{}">{}</ul>'
    ).format(both(key), key, rows)


def _document_row(document: StoredDocument, ahead: Ahead) -> Markup:
    label = Markup('<b dir="auto">{}</b><small>{} · <bdi>{}</bdi></small>{}').format(
        document.title,
        both("num_pages", count=document.num_pages),
        document.file_name,
        _ahead(ahead[document.document_id]) if document.document_id in ahead else "",
    )
    remove = sure_action(
        "remove_document",
        Markup('<span aria-hidden="true">×</span><span class="pw-hidden">{}</span>').format(
            both("remove")
        ),
        both("remove_sure"),
        classes="pw-remove",
        document_id=document.document_id,
    )
    return Markup('<li data-document-id="{}">{}{}{}</li>').format(
        document.document_id,
        _together_tick(document),
        action("open_document", label, classes="pw-document", document_id=document.document_id),
        "" if document.owner == SAMPLES_OWNER else remove,
    )


def _together_tick(document: StoredDocument) -> Markup:
    """Return the box that takes a report among those asked together; together.js keeps it."""
    return Markup(
        '<label class="pw-pick"><input type="checkbox" class="pw-pick-box">'
        '<span class="pw-hidden">{}</span></label>'
    ).format(both("together_tick", title=document.title))


def _ahead(progress: Progress | None) -> Markup:
    words = (
        both("model_will_read")
        if progress is None or progress.stage == "opening"
        else reading_status(progress)
    )
    return Markup('<span class="pw-ahead">{}</span>').format(words)


def _reading_row(reading: Upload) -> Markup:
    body = _refused(reading) if reading.state is State.REFUSED else _progress(reading)
    if not reading.is_active:
        key = "dismiss"
    else:
        key = "stop_reading" if reading.scans_of is None else "stop_ocr"
    label = Markup('<span aria-hidden="true">×</span><span class="pw-hidden">{}</span>')
    put_away = action(
        "cancel_reading",
        label.format(both(key)),
        classes="pw-remove",
        reading_id=reading.reading_id,
    )
    return Markup(
        '<li class="{}" id="reading-{}" data-scans-of="{}" data-done="{}">'
        '<b dir="auto">{}</b>{}{}</li>'
    ).format(
        reading.state.value,
        reading.reading_id,
        reading.scans_of or "",
        _pages_by_ocr(reading),
        reading.file_name,
        "" if reading.owner == SAMPLES_OWNER else put_away,
        body,
    )


def _pages_by_ocr(reading: Upload) -> str:
    """Return what changes with each page: of words that change the page's script hears nothing."""
    progress = reading.progress
    is_told = reading.scans_of is not None and progress is not None
    return f"{progress.stage} {progress.done}" if is_told and progress else ""


def _done_mark(reading: Upload) -> Markup:
    """Tell the page which report a file, or another report, has become, so that it can open it."""
    return Markup(
        '<i hidden data-reading-done="{}" data-document-id="{}" data-scans-of="{}"></i>'
    ).format(reading.reading_id, reading.document_id, reading.scans_of or "")


def _progress(reading: Upload) -> Markup:
    progress = reading.progress
    share = progress.done / progress.total if progress and progress.total else 0.0
    is_ahead = reading.scans_of is not None and progress and progress.stage != "recognising"
    return Markup('<progress max="1" value="{:.3f}"></progress><small>{}</small>').format(
        0.0 if is_ahead else share, _progress_words(reading)
    )


def _progress_words(reading: Upload) -> Markup:
    progress = reading.progress
    if reading.state is State.WAITING:
        return both("waiting")
    if reading.scans_of is not None:
        return _ocr_words(progress)
    if progress is None or progress.stage == "opening":
        return both("opening")
    if progress.stage == "indexing":
        return both("indexing")
    words = both("pages_read", done=progress.done, total=progress.total)
    return _with_time_left(words, progress, PAGES_BEFORE_ETA)


def _ocr_words(progress: Progress | None) -> Markup:
    if progress is None or progress.stage in ("opening", "reading"):
        return both("ocr_begins")
    if progress.stage == "indexing":
        return both("indexing")
    words = both("page_by_ocr", page=progress.done + 1, total=progress.total)
    return _with_time_left(words, progress, 1)


def _with_time_left(words: Markup, progress: Progress, pages_before_eta: int) -> Markup:
    seconds = progress.eta_seconds
    if seconds is None or progress.done < pages_before_eta:
        return words
    if seconds < 2 * MINUTE:
        left = both("seconds_left", seconds=math.ceil(seconds))
    else:
        left = both("minutes_left", minutes=math.ceil(seconds / MINUTE))
    return Markup("{} · {}").format(words, left)


def _refused(reading: Upload) -> Markup:
    if reading.error is None:
        message = both("internal_error", file_name=reading.file_name, reference=reading.fault)
    else:
        message = error_html(reading.error)
    form = (
        Markup(
            '<form class="pw-password" data-reading="{}">'
            '<label><span class="pw-hidden">{}</span><input type="password" name="password" '
            'autocomplete="off" required></label><button>{}</button></form>'
        ).format(reading.reading_id, both("password"), both("open"))
        if reading.is_locked
        else ""
    )
    return Markup('<p class="pw-refusal" role="alert" dir="auto">{}</p>{}').format(message, form)
