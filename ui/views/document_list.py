"""The shelf on the left: files on their way in, my reports, the samples."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from qa.answer import Progress
from qa.library import SAMPLES_OWNER, StoredDocument
from ui.state.uploads import State, Upload
from ui.views.i18n import both, error_html
from ui.views.markup import action, join, sure_action
from ui.views.model_status import reading_status

PAGES_BEFORE_ETA = 20  # the first pages wait for the reader to start and say little about the rest


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
    return Markup('<h4>{}</h4><ul class="pw-documents">{}</ul>').format(both(key), rows)


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
    return Markup('<li data-document-id="{}">{}{}</li>').format(
        document.document_id,
        action("open_document", label, classes="pw-document", document_id=document.document_id),
        "" if document.owner == SAMPLES_OWNER else remove,
    )


def _ahead(progress: Progress | None) -> Markup:
    words = (
        both("model_will_read")
        if progress is None or progress.stage == "opening"
        else reading_status(progress)
    )
    return Markup('<span class="pw-ahead">{}</span>').format(words)


def _reading_row(reading: Upload) -> Markup:
    body = _refused(reading) if reading.state is State.REFUSED else _progress(reading)
    key = "stop_reading" if reading.is_active else "dismiss"
    label = Markup('<span aria-hidden="true">×</span><span class="pw-hidden">{}</span>')
    put_away = action(
        "cancel_reading",
        label.format(both(key)),
        classes="pw-remove",
        reading_id=reading.reading_id,
    )
    return Markup('<li class="{}" id="reading-{}"><b dir="auto">{}</b>{}{}</li>').format(
        reading.state.value,
        reading.reading_id,
        reading.file_name,
        "" if reading.owner == SAMPLES_OWNER else put_away,
        body,
    )


def _done_mark(reading: Upload) -> Markup:
    """Tell the page which report a file has become, so that it can open it."""
    return Markup('<i hidden data-reading-done="{}" data-document-id="{}"></i>').format(
        reading.reading_id, reading.document_id
    )


def _progress(reading: Upload) -> Markup:
    progress = reading.progress
    share = progress.done / progress.total if progress and progress.total else 0.0
    return Markup('<progress max="1" value="{:.3f}"></progress><small>{}</small>').format(
        share, _progress_words(reading)
    )


def _progress_words(reading: Upload) -> Markup:
    progress = reading.progress
    if reading.state is State.WAITING:
        return both("waiting")
    if progress is None or progress.stage == "opening":
        return both("opening")
    if progress.stage == "indexing":
        return both("indexing")
    words = both("pages_read", done=progress.done, total=progress.total)
    if progress.eta_seconds is None or progress.done < PAGES_BEFORE_ETA:
        return words
    left = both("seconds_left", seconds=math.ceil(progress.eta_seconds))
    return Markup("{} · {}").format(words, left)


def _refused(reading: Upload) -> Markup:
    if reading.error is None:
        message = both("internal_error", file_name=reading.file_name, number=reading.fault)
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
