"""Of reports that wait for a model the newest are kept."""

from types import SimpleNamespace
from typing import Any

from qa.library import SAMPLES_OWNER
from ui.state.prefill_queue import MOST_WAITING, PrefillQueue


def report(number: int, owner: str = "anna") -> Any:
    return SimpleNamespace(document_id=f"{number:032x}", owner=owner)


def test_reports_that_wait_for_a_model_that_never_comes_are_not_kept_without_end() -> None:
    host: Any = SimpleNamespace(keeper=None)
    with PrefillQueue(host) as ahead:
        for number in range(3 * MOST_WAITING):
            ahead.take(report(number))
        assert ahead.num_waiting == MOST_WAITING
        assert list(ahead._waiting)[-1] == report(3 * MOST_WAITING - 1).document_id
        ahead.take(report(0, SAMPLES_OWNER))
        assert list(ahead._waiting)[-1] != report(0).document_id
