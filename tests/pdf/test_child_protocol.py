"""What crosses between the processes: exact where it must be, and never trusted."""

import json
import os
import sys
from dataclasses import replace

import pytest

from qa.document import BBox, Line, Page, PageStatus
from qa.pdf.edges import WordEdges
from qa.pdf.limits import Limits
from qa.pdf.process import LOW_PRIORITY, ChildDied, ChildProcess
from qa.pdf.wire import BadMessage, decode_page, encode_page, parse
from tests.pdfs import hostile as make

EXACT = Line("ab c", BBox(10, 20, 40, 30), (10.0, 18.0, 25.0, 30.0, 40.0))
WHOLE = Line("sideways", BBox(1, 2, 3, 40))
PAGE = Page(7, None, 612.0, 792.0, (EXACT, WHOLE, EXACT), PageStatus.TEXT, 3)


def sent(page: Page) -> dict:
    return parse(json.dumps(encode_page(page)).encode())


def test_a_page_arrives_as_it_was_sent():
    assert decode_page(sent(PAGE)) == PAGE


def test_edges_inside_a_word_share_its_width():
    edges = WordEdges([0, 2, 3, 4], [10.0, 30.0, 35.0, 45.0])
    line = Line("ab c", BBox(10, 20, 45, 30), edges)  # type: ignore[arg-type]
    arrived = decode_page(sent(replace(PAGE, lines=(line,)))).lines[0]
    assert arrived.edges == (10.0, 20.0, 30.0, 35.0, 45.0)
    assert tuple(edges) == arrived.edges


def test_where_two_words_touch_the_second_one_counts():
    edges = WordEdges([0, 1, 1, 3], [10.0, 14.0, 15.0, 25.0])
    line = Line("$55", BBox(10, 20, 25, 30), edges)  # type: ignore[arg-type]
    arrived = decode_page(sent(replace(PAGE, lines=(line,)))).lines[0]
    assert arrived.edges == (10.0, 15.0, 20.0, 25.0)


def test_an_empty_page_arrives():
    page = replace(PAGE, lines=(), status=PageStatus.NO_TEXT, num_tokens=0)
    assert decode_page(sent(page)) == page


@pytest.mark.parametrize(
    "change",
    [
        {"texts": ["one"]},
        {"status": "fine"},
        {"boxes": "AAAA"},
        {"boxes": "not base64!"},
        {"num_edges": [5, 0, 99]},
        {"size": [1]},
        {"xs": None},
        {"page": "seven"},
    ],
)
def test_a_reply_out_of_the_protocol_is_refused(change: dict):
    with pytest.raises(BadMessage):
        decode_page(sent(PAGE) | change)


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_message_is_refused(line: bytes):
    with pytest.raises(BadMessage):
        parse(line)


def test_a_child_cannot_write_files_nor_open_many():
    # given a child's own limits, as its process reports them
    resource = pytest.importorskip("resource")
    child = ChildProcess(Limits())
    try:
        child.send({"do": "ping"})
        child.receive()
        # when
        limits = {
            name: resource.prlimit(child.pid, getattr(resource, name))[0]
            for name in ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE")
        }
    finally:
        child.close()
    # then
    assert limits["RLIMIT_AS"] == 1 << 30
    assert limits["RLIMIT_FSIZE"] == limits["RLIMIT_CORE"] == 0
    assert limits["RLIMIT_NOFILE"] <= 32


def test_a_child_sees_nothing_of_the_users_environment(monkeypatch):
    from pathlib import Path

    monkeypatch.setenv("SECRET_TOKEN", "canary")
    child = ChildProcess(Limits())
    try:
        environment = Path(f"/proc/{child.pid}/environ")
        if not environment.exists():
            pytest.skip("no /proc here")
        child.send({"do": "ping"})
        child.receive()
        assert b"canary" not in environment.read_bytes()
    finally:
        child.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_a_child_has_a_group_to_be_killed_with_but_no_session():
    # Linux shares a processor out between sessions first, and by priorities only within each
    child = ChildProcess(Limits(), is_low=True)
    try:
        assert os.getsid(child.pid) == os.getsid(0)
        assert os.getpgid(child.pid) == child.pid
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == LOW_PRIORITY
    finally:
        child.close()


def test_a_killed_child_is_noticed_and_closing_twice_is_harmless():
    child = ChildProcess(Limits())
    child.kill()
    with pytest.raises(ChildDied):
        child.open("file", make.plain("text") * 1000, None)
    child.close()
    child.close()
