"""A watched generator: never silent for long, closed when nobody watches, its errors kept."""

import threading
import time
from collections.abc import Iterator

from ui.state.event_stream import EventStream


def test_events_come_in_order_and_silence_is_filled_with_beats() -> None:
    def slow() -> Iterator[int]:
        yield 1
        time.sleep(0.2)
        yield 2

    with EventStream(slow(), beat_seconds=0.05) as stream:
        events = list(stream)
    assert [event for event in events if event is not None] == [1, 2]
    assert events[0] == 1
    assert 2 <= events.count(None) <= 4


def test_leaving_closes_the_generator_at_its_next_event() -> None:
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                time.sleep(0.01)
                yield 1
        finally:
            closed.set()

    with EventStream(endless(), beat_seconds=1) as stream:
        next(iter(stream))
    assert closed.wait(1)


def test_an_error_is_kept_after_the_events_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("oh")

    with EventStream(broken(), beat_seconds=1) as stream:
        assert list(stream) == [1]
    assert isinstance(stream.error, ValueError)


def test_a_good_end_leaves_no_error() -> None:
    with EventStream(iter([1, 2, 3]), beat_seconds=1) as stream:
        assert list(stream) == [1, 2, 3]
    assert stream.error is None
