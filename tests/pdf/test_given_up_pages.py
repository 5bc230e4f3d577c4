"""Pages that nobody wants any more: not drawn, and their images not kept."""

import threading
import time
from pathlib import Path

import pytest

from qa.errors import RenderingFailed
from qa.pdf import Limits, PageRenderer
from qa.pdf.drawing import Drawer
from qa.pdf.render import SLOW_TRIES, SLOW_TRIES_S
from tests.pdfs import hostile as make


@pytest.fixture
def saved(tmp_path: Path):
    def save(data: bytes, name: str = "report.pdf") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


def test_a_slow_page_that_nobody_waits_for_any_more_is_not_drawn(saved, monkeypatch):
    # given one slow page that is being drawn, and others whose browsers go
    monkeypatch.setattr("qa.pdf.fair_turns.LOOK_S", 0.01)
    paths = [saved(make.tiny_tiles(str(number)), f"{number}.pdf") for number in range(4)]
    left = threading.Event()
    with PageRenderer(Limits(quick_render_seconds=0.1, render_seconds=1.0)) as renderer:

        def ask(number: int) -> None:
            with pytest.raises(RenderingFailed):
                renderer.png(
                    paths[number],
                    1,
                    scale=1.0,
                    owner=str(number),
                    is_wanted=lambda: not (number and left.is_set()),
                )

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
        threads[0].start()
        while not renderer._slow_turns.num_running:
            time.sleep(0.01)
        for thread in threads[1:]:
            thread.start()
        while renderer._slow_turns.num_waiting < 3:
            time.sleep(0.01)
        # when they go, then no thread waits for their pages, and none is counted as failed
        left.set()
        for thread in threads[1:]:
            thread.join(5)
            assert not thread.is_alive()
        assert not renderer._failed_at
        threads[0].join(30)


def test_images_that_nobody_has_wanted_for_long_give_their_memory_back(saved, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("qa.pdf.render.time.monotonic", lambda: now)
    path = saved(make.many_pages(3))
    with PageRenderer() as renderer:
        first, again = (renderer.png(path, number, scale=1.0) for number in (1, 2))
        now += 100
        assert renderer.png(path, 2, scale=1.0) == again
        kept = renderer.images_bytes
        renderer.forget_unused(60)
        assert renderer.images_bytes == kept - len(first) == len(again)
        renderer.forget_unused(0)
        assert renderer.images_bytes == 0


def test_who_brings_slow_pages_in_many_files_has_no_more_first_tries(saved, monkeypatch):
    # given three files of an owner, each with a page that a first try does not finish
    drawn_low = []

    class Recorded(Drawer):
        def draw(self, *page):
            drawn_low.append(self._is_low)
            return super().draw(*page)

    monkeypatch.setattr("qa.pdf.render.Drawer", Recorded)
    good = saved(make.plain("good"), "good.pdf")
    with PageRenderer(Limits(quick_render_seconds=0.05, render_seconds=0.1)) as renderer:
        for number in range(SLOW_TRIES):
            bomb = saved(make.tiny_tiles(str(number)), f"{number}.pdf")
            with pytest.raises(RenderingFailed):
                renderer.png(bomb, 1, scale=2.0, owner="anna")
        assert drawn_low == [False, True] * SLOW_TRIES
        # when another page of the owner's is asked for, then it is drawn where slow pages are
        drawn_low.clear()
        assert renderer.png(good, 1, scale=1.0, owner="anna")
        # and somebody else's is drawn as always; so is the owner's after a while
        assert renderer.png(good, 1, scale=1.5, owner="ben")
        now = time.monotonic() + SLOW_TRIES_S
        monkeypatch.setattr("qa.pdf.render.time.monotonic", lambda: now)
        assert renderer.png(good, 1, scale=2.0, owner="anna")
    assert drawn_low == [True, False, False]
