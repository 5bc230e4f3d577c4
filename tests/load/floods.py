"""Floods: visitors who mean no good, each kind with an address and cookies of its own.

What they are told is counted, never judged: a refusal is what they are there for.
"""

import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.load.visitor import Refused, Tab
from tests.pdfs.hostile import plain, tiny_tiles

LIST = "\n".join(f"What were purchases of property in year {number}?" for number in range(200))
SLOW_BODIES = 60
RACED_UPLOADS = 30
STORM_IMAGES = 20


class Floods:
    """Starts and stops them all, and puts away what they brought."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._cookies: list[httpx.Cookies] = []  # of those who hold reports
        self.told: Counter[str] = Counter()

    def start(self) -> None:
        kinds = (
            self._unheard_asks,
            self._heard_lists,
            self._slow_bodies,
            self._page_images,
            self._raced_uploads,
        )
        self._threads = [
            threading.Thread(target=self._again, args=(kind, number), daemon=True)
            for number, kind in enumerate(kinds, start=1)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def remove_all(self) -> int:
        """Remove all reports that the floods brought; return how many that were."""
        removed = 0
        for cookies in self._cookies:
            with _open(self._base_url, 9, cookies) as tab:
                for document_id in tab.own_ids():
                    tab.call("on_remove", None, document_id=document_id)
                    removed += 1
        return removed

    def _again(self, kind: Callable[[int], None], number: int) -> None:
        while not self._stop.is_set():
            try:
                kind(number)
            except (httpx.HTTPError, Refused, OSError) as error:
                self._tell(kind, type(error).__name__)
                self._stop.wait(0.5)

    def _tell(self, kind: Callable[[int], None], what: object) -> None:
        self.told[f"{kind.__name__.strip('_').replace('_', ' ')}: {what}"] += 1

    def _unheard_asks(self, number: int) -> None:
        """Lists of questions from ever new tabs, whose streams nobody fetches."""
        with _open(self._base_url, number) as tab:
            (document_id, *_) = tab.document_ids()
            while not self._stop.is_set():
                tab.session_hash = secrets.token_hex(5)
                for function, data in (("on_open", ()), ("on_ask", (LIST, None, "{}"))):
                    status = tab.send(function, *data, document_id=document_id)
                    self._tell(self._unheard_asks, status)
                time.sleep(0.05)

    def _heard_lists(self, number: int) -> None:
        """Eight tabs of one visitor, each with a list of questions, all listened to."""

        def ask(_: int) -> None:
            with _open(self._base_url, number, cookies) as tab:
                tab.call("on_open", document_id=document_id)
                self._tell(self._heard_lists, tab.send("on_ask", LIST, None, "{}"))
                query = {"session_hash": tab.session_hash}
                with tab.client.stream("GET", "/gradio_api/queue/data", params=query) as events:
                    for _line in events.iter_lines():
                        if self._stop.is_set():
                            return

        with _open(self._base_url, number) as tab:
            cookies = tab.client.cookies
            document_id = random.choice(tab.document_ids())
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(ask, range(8)))
            tab.call("on_open", document_id=document_id)
            tab.call("on_clear", None)

    def _slow_bodies(self, number: int) -> None:
        """Requests that send their body a byte in a second, until they are cut."""
        host, port = self._base_url.removeprefix("http://").strip("/").split(":")
        head = f"POST /gradio_api/queue/join HTTP/1.1\r\nhost: {host}:{port}\r\n"
        head += "content-type: application/json\r\ncontent-length: 100000\r\n\r\n"
        drips = [
            socket.create_connection((host, int(port)), 5, (f"127.2.0.{number}", 0))
            for _ in range(SLOW_BODIES)
        ]
        try:
            for drip in drips:
                drip.sendall(head.encode())
            while drips and not self._stop.wait(1):
                for drip in list(drips):
                    try:
                        drip.sendall(b" ")
                    except OSError:
                        drips.remove(drip)
                        self._tell(self._slow_bodies, "cut")
        finally:
            for drip in drips:
                drip.close()

    def _page_images(self, number: int) -> None:
        """Storms of requests for pages that take all the time there is for one to be drawn."""
        with _open(self._base_url, number) as tab:
            self._cookies.append(tab.client.cookies)
            ids = self._upload(tab, [tiny_tiles(secrets.token_hex(8)) for _ in range(5)])
            paths = [
                f"/pw/documents/{document_id}/pages/1.png?scale={1 + 0.25 * step}"
                for document_id in ids
                for step in range(4)
            ]
            with ThreadPoolExecutor(STORM_IMAGES) as pool:
                for status in pool.map(lambda path: tab.client.get(path).status_code, paths):
                    self._tell(self._page_images, status)
            for document_id in ids:
                tab.call("on_remove", None, document_id=document_id)

    def _raced_uploads(self, number: int) -> None:
        """Many files of one fresh cookie at one moment."""
        with _open(self._base_url, number) as tab:
            self._cookies.append(tab.client.cookies)
            files = [plain("Net sales 1,577", str(n)) + b"%%%d" % n for n in range(RACED_UPLOADS)]

            def upload(data: bytes) -> int:
                return tab.client.post("/pw/documents?name=r.pdf", content=data).status_code

            with ThreadPoolExecutor(RACED_UPLOADS) as pool:
                for status in pool.map(upload, files):
                    self._tell(self._raced_uploads, status)
            self._stop.wait(5)
            for document_id in tab.own_ids():
                tab.call("on_remove", None, document_id=document_id)

    def _upload(self, tab: Tab, files: list[bytes]) -> list[str]:
        """Hand files in and return the ids of what came of them."""
        for number, data in enumerate(files):
            tab.client.post(f"/pw/documents?name={number}.pdf", content=data)
        for _ in range(60):
            if len(ids := tab.own_ids()) >= len(files) or self._stop.wait(0.5):
                break
        return ids


def _open(base_url: str, number: int, cookies: httpx.Cookies | None = None) -> Tab:
    """Return a loaded tab of the flood of this number; with cookies, of a visitor of before."""
    tab = Tab(base_url, f"127.2.0.{number}", secrets.token_hex(5))
    if cookies is not None:
        tab.client.cookies = cookies
    tab.load()
    return tab
