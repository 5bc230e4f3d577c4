"""What can be done with one answer: copy it, ask again, change the question, delete it, save it."""

from markupsafe import Markup

from qa.answer import Answer
from qa.cards.card import answer_key
from qa.library import StoredDocument
from ui.views.i18n import both
from ui.views.markup import action, join, sure_action


def actions(document: StoredDocument, answer: Answer) -> Markup:
    """Return the row below a finished answer. An answer by quotes offers the model, and so on."""
    key, question = answer_key(answer), answer.read_as or answer.question
    other = "model" if answer.reader == "quotes" else "quotes"
    buttons = [
        action("ask_this", both("ask_again"), classes="pw-link", question=question),
        action(
            "ask_this",
            both("ask_model" if other == "model" else "ask_quotes"),
            classes="pw-link pw-other-reader",
            question=question,
            reader=other,
        ),
        action("edit_question", both("edit_question"), classes="pw-link", question=question),
        sure_action(
            "delete_answer",
            both("delete_answer"),
            both("delete_sure"),
            classes="pw-link",
            answer_key=key,
        ),
    ]
    if answer.finish_reason != "failed":
        copied = action("copy_answer", both("copy_answer"), classes="pw-link", answer_key=key)
        buttons.insert(0, copied)
    return Markup('<p class="pw-save">{}{}</p>').format(
        join(buttons), "" if answer.finish_reason == "failed" else _save(document, key)
    )


def _save(document: StoredDocument, key: str) -> Markup:
    """Return the links to an answer's card, see `ui/web/cards.py`."""
    address = f"pw/documents/{document.document_id}/answers/{key}/card"
    links = Markup(" ").join(
        Markup(
            '<a class="pw-file" href="{}.{}" download><span class="pw-hidden">{}</span> {}</a>'
        ).format(address, suffix, both("save_card"), name)
        for suffix, name in (("html", "HTML"), ("json", "JSON"))
    )
    return Markup('<span aria-hidden="true">{}</span> {}').format(both("save_card"), links)
