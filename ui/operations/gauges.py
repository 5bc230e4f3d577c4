"""How much waits, runs and is held at this moment, asked of the app's parts when somebody looks."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from qa.errors import LibraryError
from qa.library import SAMPLES_OWNER
from ui.state.app_state import AppState
from ui.state.upload import State


class Gauges(Collector):
    """The present state of one app, for its registry."""

    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # nothing is asked before somebody looks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        desk = self._desk
        apart = desk.apart.turns if desk.apart else None
        queue = GaugeMetricFamily(
            "pagewitness_queue", "What waits for its turn, and what has it", labels=["of", "state"]
        )
        lengths = {
            "readings": (desk.room.count(State.WAITING), desk.room.count(State.READING)),
            "quotes": (desk.quote_turns.num_waiting, desk.quote_turns.num_running),
            "lists": (apart.num_waiting, apart.num_running) if apart else (0, 0),
            "model": (desk.model_turns.num_waiting, desk.model_turns.num_running),
            "reading_ahead": (desk.ahead.num_waiting, desk.ahead.num_running),
        }
        for name, (waiting, running) in lengths.items():
            queue.add_metric([name, "waiting"], waiting)
            queue.add_metric([name, "running"], running)
        yield queue
        try:
            num_documents = desk.library.num_documents(but_of=SAMPLES_OWNER)
        except LibraryError:
            pass  # /readyz says so; the other figures are of use all the more
        else:
            yield _gauge("documents", "Reports in the library, samples left out", num_documents)
        open_now = desk.tabs.num_open_documents()
        yield _gauge("documents_open", "Reports on a screen that did something lately", open_now)
        images = desk.renderer.images_bytes
        yield _gauge("page_images_bytes", "Memory that finished page images take", images)
        yield _gauge("listening_tabs", "Tabs that wait for events", desk.listeners.num_tabs)


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pagewitness_{name}", help_text, value)
