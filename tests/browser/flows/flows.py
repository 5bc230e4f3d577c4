"""The flows, each with the app it needs and what a visitor does in it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.flows import answers, around, reports
from tests.browser.flows.stage import Stage


@dataclass(frozen=True)
class Flow:
    name: str
    play: Callable[[Stage], None]
    app: str = "samples"  # one of stage.APPS
    is_first: bool = False  # the browser has not put the tips away


FLOWS = (
    Flow("first visit", around.first_visit, is_first=True),
    Flow("upload", around.upload, "slow"),
    Flow("refused files", around.refused, "empty"),
    Flow("shelf", around.shelf, "empty"),
    Flow("reading strip", around.reading_strip, "empty"),
    Flow("quotes", answers.quotes),
    Flow("figure card", answers.figure_card),
    Flow("formula", answers.formula),
    Flow("refusal", answers.refusal),
    Flow("follow-up", answers.follow_up),
    Flow("answer actions", answers.actions),
    Flow("selected words", answers.selected_words),
    Flow("list", answers.question_list),
    Flow("list stopped", answers.list_stopped, "slow"),
    Flow("waiting place", answers.waiting, "slow"),
    Flow("saved card", answers.saved_card),
    Flow("model", answers.model, "said"),
    Flow("find", reports.find),
    Flow("thumbnails", reports.thumbnails),
    Flow("page", reports.page_pane),
    Flow("statements", reports.statements),
    Flow("together", reports.together, "empty"),
    Flow("restated", reports.restated, "empty"),
    Flow("grid", reports.grid),
    Flow("links", around.links, "empty"),
    Flow("login", around.login, "login"),
    Flow("connection", around.connection),
    Flow("scans", around.scans, "ocr"),
    Flow("xbrl", around.xbrl, "empty"),
    Flow("settings", around.settings, "said"),
)
