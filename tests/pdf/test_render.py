"""Page images: right size, right place, and no page that stops the others."""

import contextlib
import io
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from qa.errors import RenderingFailed
from qa.pdf import Limits, PageRenderer, drawing, read_pdf
from qa.pdf.process import ChildProcess
from qa.pdf.render import SLOW_PAGES_TRIED
from tests.pdfs import hostile as make


@pytest.fixture(scope="module")
def renderer():
    with PageRenderer() as renderer:
        yield renderer


@pytest.fixture
def saved(tmp_path: Path):
    def save(data: bytes, name: str = "report.pdf") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


def image_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


def test_a_page_is_drawn_at_the_scale_asked_for(renderer, saved):
    image = image_of(renderer.png(saved(make.plain("text")), 1, scale=1.5))
    assert image.size == (918, 1188)


def test_the_ink_of_a_word_lies_inside_its_box(renderer, saved):
    # given a rotated page with a crop box
    content = make.stream(b"BT /F1 20 Tf 0 1 -1 0 300 100 Tm (Total 1,488) Tj ET")
    data = make.pages([content], page_entries=b"/Rotate 90 /CropBox [50 60 560 700]")
    line = read_pdf(data, file_name="report.pdf").page(1).lines[0]
    # when
    image = image_of(renderer.png(saved(data), 1, scale=2.0))
    ink = image.point(lambda value: 255 * (value < 128)).getbbox()
    # then
    assert ink is not None
    assert 0 <= ink[0] / 2 - line.bbox.x0 < 3
    assert 0 <= line.bbox.x1 - ink[2] / 2 < 3
    assert line.bbox.top <= ink[1] / 2
    assert ink[3] / 2 <= line.bbox.bottom


def test_a_huge_page_is_drawn_smaller(renderer, saved):
    image = image_of(renderer.png(saved(make.huge_page()), 1, scale=2.0))
    assert image.width * image.height <= Limits().max_pixels
    assert image.width == image.height


@pytest.mark.parametrize("make_file", [make.tiny_tiles, make.many_curves, make.self_drawing_form])
def test_a_page_that_takes_too_long_fails_alone(make_file, saved):
    limits = Limits(render_seconds=1, memory_bytes=500 << 20)
    good, bad = saved(make.plain("good"), "good.pdf"), saved(make_file(), "bad.pdf")
    with PageRenderer(limits) as renderer:
        start = time.monotonic()
        try:
            renderer.png(bad, 1, scale=2.0)
        except RenderingFailed:
            assert time.monotonic() - start < 15
        assert renderer.png(good, 1, scale=1.0)


@pytest.mark.parametrize("page_number", [0, 2, -1])
def test_a_page_that_is_not_there_cannot_be_drawn(page_number, renderer, saved):
    with pytest.raises(RenderingFailed):
        renderer.png(saved(make.plain("one page")), page_number, scale=1.0)


def test_a_file_that_is_gone_cannot_be_drawn(renderer, tmp_path):
    with pytest.raises(RenderingFailed):
        renderer.png(tmp_path / "gone.pdf", 1, scale=1.0)


def test_a_locked_file_is_drawn_with_its_password(renderer, saved):
    path = saved(make.encrypted(make.plain("a"), user="u", owner="o", algorithm="AES-256"))
    with pytest.raises(RenderingFailed):
        renderer.png(path, 1, scale=1.0)
    assert renderer.png(path, 1, scale=1.0, password="u")


def test_a_changed_file_is_drawn_anew(renderer, saved):
    before = renderer.png(saved(make.plain("before")), 1, scale=1.0)
    after = renderer.png(saved(make.plain("after that")), 1, scale=1.0)
    assert before != after


def test_images_are_kept_up_to_the_limit(saved):
    path = saved(make.plain("one", "two"))
    with PageRenderer(Limits(max_image_cache_bytes=1)) as renderer:
        assert renderer.png(path, 1, scale=1.0) == renderer.png(path, 1, scale=1.0)
        assert renderer.images_bytes == 0


def test_many_threads_read_and_draw_at_once(renderer, saved):
    # given more files than the child keeps open
    texts = [f"file number {i}" for i in range(6)]
    paths = [saved(make.plain(text, text), f"{i}.pdf") for i, text in enumerate(texts)]
    done: list[str] = []

    def work(i: int) -> None:
        for page_number in (1, 2):
            assert renderer.png(paths[i], page_number, scale=1.0)
        done.append(read_pdf(paths[i].read_bytes(), file_name="report.pdf").page(2).text)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    # when
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # then
    assert sorted(done) == texts


def test_a_closed_renderer_draws_nothing(saved):
    renderer = PageRenderer()
    renderer.close()
    with pytest.raises(RenderingFailed):
        renderer.png(saved(make.plain("text")), 1, scale=1.0)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[ChildProcess]:
    started: list[ChildProcess] = []

    class Recorded(ChildProcess):
        def __init__(self, limits: Limits, *, is_low: bool) -> None:
            super().__init__(limits, is_low=is_low)
            self.is_low = is_low
            started.append(self)

    monkeypatch.setattr(drawing, "ChildProcess", Recorded)
    return started


def test_a_page_waits_for_the_processor_without_being_given_up(saved, children):
    # given a limit of half a second, and a child that the system gives no time for two
    with PageRenderer(Limits(render_seconds=0.5)) as renderer:
        renderer.warm_up()
        os.kill(children[0].pid, signal.SIGSTOP)
        timer = threading.Timer(2.0, os.kill, (children[0].pid, signal.SIGCONT))
        timer.start()
        # then
        assert renderer.png(saved(make.plain("text")), 1, scale=1.0)
        timer.join()


def test_a_page_that_could_not_be_drawn_is_not_tried_again(saved, children):
    bad = saved(make.tiny_tiles())
    with PageRenderer(Limits(render_seconds=0.5)) as renderer:
        for scale in (1.0, 1.0, 2.0):
            with pytest.raises(RenderingFailed):
                renderer.png(bad, 1, scale=scale)
        # a first try, who takes its place, and a second try: once
        assert [child.is_low for child in children] == [False, False, True]


def test_a_page_that_a_first_try_does_not_finish_is_drawn_in_a_child_of_its_own(saved, children):
    page = saved(make.many_curves(2_000))
    with PageRenderer(Limits(quick_render_seconds=0.01, render_seconds=60)) as renderer:
        # then
        assert renderer.png(page, 1, scale=1.0)
        assert [child.is_low for child in children] == [False, False, True]
        assert not children[2].is_alive(), "it ends with its page"
        # and is known to be slow, whatever its scale
        assert renderer.png(page, 1, scale=2.0)
        assert [child.is_low for child in children[3:]] == [True]


def test_a_file_of_slow_pages_is_not_tried_page_by_page(saved, children):
    bad = saved(make.tiny_tiles(count=5))
    with PageRenderer(Limits(quick_render_seconds=0.1, render_seconds=0.2)) as renderer:
        for page_number in range(1, 6):
            with pytest.raises(RenderingFailed):
                renderer.png(bad, page_number, scale=1.0)
    first_tries = [child for child in children if not child.is_low]
    assert len(first_tries) == 1 + SLOW_PAGES_TRIED


def test_bombs_of_many_owners_do_not_keep_a_page_waiting(saved):
    # given owners as many as one likes, each with a page that uses up the limit
    bombs = {f"owner {i}": saved(make.tiny_tiles() + b"%" * i, f"bomb {i}.pdf") for i in range(12)}
    good = saved(make.plain("good"), "good.pdf")
    with PageRenderer(Limits(quick_render_seconds=0.1, render_seconds=5)) as renderer:
        renderer.warm_up()

        def ask(owner: str, path: Path) -> None:
            with contextlib.suppress(RenderingFailed):
                renderer.png(path, 1, scale=2.0, owner=owner)

        threads = [threading.Thread(target=ask, args=bomb, daemon=True) for bomb in bombs.items()]
        for thread in threads:
            thread.start()
        # when
        image = renderer.png(good, 1, scale=1.0, owner="ben")
        # then
        assert image
        num_waiting = sum(thread.is_alive() for thread in threads)
        assert num_waiting >= 11, "it was drawn after pages of five seconds each"


def test_one_owners_bombs_do_not_keep_anothers_page_waiting(saved):
    # given twenty requests for twenty pages that each use up the limit
    bombs = [saved(make.tiny_tiles() + b"%" * i, f"bomb {i}.pdf") for i in range(20)]
    good = saved(make.plain("good"), "good.pdf")
    with PageRenderer() as renderer:
        renderer.warm_up()

        def ask(path: Path) -> None:
            with contextlib.suppress(RenderingFailed):
                renderer.png(path, 1, scale=2.0, owner="anna")

        threads = [threading.Thread(target=ask, args=(path,), daemon=True) for path in bombs]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        # when
        start = time.monotonic()
        assert renderer.png(good, 1, scale=1.0, owner="ben")
        # then: 40 s of bombs are before it in the order of asking
        assert time.monotonic() - start < 8


def test_the_memory_of_images_is_given_back_when_a_report_goes(saved):
    kept, removed = saved(make.plain("kept"), "kept.pdf"), saved(make.plain("removed"), "gone.pdf")
    with PageRenderer() as renderer:
        renderer.png(kept, 1, scale=1.0)
        before = renderer.images_bytes
        renderer.png(removed, 1, scale=1.0)
        renderer.png(removed, 1, scale=2.0)
        removed.unlink()
        renderer.forget(removed)
        assert renderer.images_bytes == before > 0
        held = {file.path for drawer in renderer._idle for file in drawer._open_files}
        assert held == {str(kept.resolve())}, "a child holds the bytes of a removed report"
        assert renderer.png(kept, 1, scale=1.5)
