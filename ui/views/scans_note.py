"""What is said of a report's pages that have no text: a button for OCR, or how to install it."""

from markupsafe import Markup

from qa.hidden_text import hidden_text_in, pages_for_ocr
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.ocr.installed import HOW_TO_INSTALL, can_recognise
from ui.views.i18n import both
from ui.views.markup import action


def scans_note(document: StoredDocument) -> Markup:
    """Return how many pages have no text, and what can be done: a button, or how to install OCR.

    While OCR reads them, report.js shows in place of the button how far it has come.
    """
    record = hidden_text_in(document)
    untried, in_vain = len(pages_for_ocr(document)), len(record.ocr_in_vain) if record else 0
    notes = Markup("")
    if untried:
        notes += _untried_note(document, untried)
    if in_vain:
        notes += Markup('<p class="pw-quiet">{}</p>').format(_counted("ocr_in_vain", in_vain))
    return notes


def _untried_note(document: StoredDocument, count: int) -> Markup:
    if document.owner == SAMPLES_OWNER:
        offer = Markup("")
    elif can_recognise():
        offer = Markup('<span class="pw-scans-offer">{}</span><span id="pw-scans"></span>').format(
            action(
                "read_scans",
                both("read_by_ocr" if count > 1 else "read_it_by_ocr"),
                classes="pw-offer",
                document_id=document.document_id,
            )
        )
    else:
        command = Markup("<code>{}</code>").format(HOW_TO_INSTALL)
        offer = Markup("<small>{}</small>").format(both("install_ocr", command=command))
    return Markup('<div class="pw-warning pw-without-text"><p>{}</p>{}</div>').format(
        _counted("pages_without_text", count), offer
    )


def _counted(key: str, count: int) -> Markup:
    return both(key if count > 1 else f"{key}_1", count=f"{count:,}")
