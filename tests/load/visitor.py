"""Healthy visitors: each with its own address and cookie, doing what a person does, and timed."""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx

from tests.pdfs.hostile import plain

STUCK_AFTER_S = 60.0  # without a word on a stream, or without its end
CLEAR_AFTER = 5  # answers on screen; a person begins anew
QUESTIONS = (
    "What was revenue in 2024?",
    "What was net income?",
    "What were total assets?",
    "What was revenue growth?",
    "What was the gross margin?",
    "What risks does the company name?",
    "What were purchases of property, plant and equipment?",
    "How many employees are there?",
    "What was operating income in 2023?",
    "What dividends were paid?",
)


class Timings:
    """Seconds by (phase, action), and what went wrong by (phase, kind); from any thread."""

    def __init__(self) -> None:
        self.phase = "warm-up"
        self.seconds: dict[tuple[str, str], list[float]] = {}
        self.errors: Counter[tuple[str, str]] = Counter()
        self.stuck: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def timed(self, action: str) -> Iterator[None]:
        """Count an action in the phase in which it began."""
        phase, began = self.phase, time.monotonic()
        try:
            yield
        except httpx.ReadTimeout:
            with self._lock:
                self.stuck[phase] += 1
                self.errors[phase, f"{action}: stuck"] += 1
        except (httpx.HTTPError, Refused) as error:
            with self._lock:
                said = str(error) if isinstance(error, Refused) else type(error).__name__
                self.errors[phase, f"{action}: {said}"] += 1
        else:
            with self._lock:
                self.seconds.setdefault((phase, action), []).append(time.monotonic() - began)


class Refused(Exception):
    """The app answered, but not with what was asked for."""


class Tab:
    """One page of a browser, as far as requests and events go."""

    def __init__(self, base_url: str, local_address: str, session_hash: str) -> None:
        """local_address: of 127.0.0.0/8; limits per address count it as a visitor of its own."""
        self.session_hash = session_hash
        self.client = httpx.Client(
            base_url=base_url,
            timeout=STUCK_AFTER_S,
            transport=httpx.HTTPTransport(local_address=local_address),
        )
        self._functions: dict[str, int] = {}

    def load(self) -> None:
        """Load the page, which gives the cookie, and what Gradio's script asks for."""
        self.get("/")
        config = self.get("/config").json()
        self._functions = {d["api_name"]: d["id"] for d in config["dependencies"]}

    def get(self, path: str, **query: object) -> httpx.Response:
        response = self.client.get(path, params={k: str(v) for k, v in query.items()})
        if response.status_code != 200:
            raise Refused(f"status {response.status_code}")
        return response

    def send(self, function: str, *data: object, **details: object) -> int:
        """Send an event and return the status; the work begins when `listen` is called."""
        body = {
            "session_hash": self.session_hash,
            "fn_index": self._functions[function],
            "data": list(data),
            "event_data": details,
            "trigger_id": None,
        }
        return self.client.post("/gradio_api/queue/join", json=body).status_code

    def listen(self) -> dict[str, Any]:
        """Read the stream until the event is done; return its last message."""
        deadline = time.monotonic() + STUCK_AFTER_S
        query = {"session_hash": self.session_hash}
        with self.client.stream("GET", "/gradio_api/queue/data", params=query) as events:
            for line in events.iter_lines():
                if line.startswith("data:"):
                    message: dict[str, Any] = json.loads(line[5:])
                    if message["msg"] == "process_completed":
                        return message
                if time.monotonic() > deadline:  # heartbeats alone are no answer
                    raise httpx.ReadTimeout("nothing but heartbeats")
        raise Refused("the stream ended before the event")

    def call(self, function: str, *data: object, **details: object) -> list[Any]:
        """Send an event, wait for its end and return its outputs."""
        if (status := self.send(function, *data, **details)) != 200:
            raise Refused(f"status {status}")
        message = self.listen()
        if not message["success"]:
            raise Refused("the event failed")
        return list(message["output"].get("data", []))

    def document_ids(self) -> list[str]:
        """Return the ids of what is on the shelf."""
        shelf = str(self.call("on_arrival")[0])
        return list(dict.fromkeys(re.findall(r'<li data-document-id="([0-9a-f]{32})"', shelf)))

    def own_ids(self) -> list[str]:
        """Return those of them that can be removed: samples cannot."""
        shelf = str(self.call("on_arrival")[0])
        return [
            item
            for item, rest in re.findall(r'<li data-document-id="([0-9a-f]{32})">(.*?)</li>', shelf)
            if "remove_document" in rest
        ]

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Visitor(threading.Thread):
    """Opens a sample, asks, looks at pages, takes the conversation along, until it is stopped."""

    def __init__(
        self, number: int, base_url: str, timings: Timings, stop: threading.Event, think_s: float
    ) -> None:
        """think_s: between two actions, on average."""
        super().__init__(daemon=True, name=f"visitor {number}")
        address = f"127.1.{number // 200}.{1 + number % 200}"
        self._tab = Tab(base_url, address, f"visitor{number}")
        self._timings, self._stop_event, self._think_s = timings, stop, think_s
        self._random = random.Random(number)
        self._own = plain(f"Net sales 1,577 in the year of visitor {number}", "Total assets 3,120")

    def run(self) -> None:
        try:
            while not self._stop_event.is_set():
                self._visit()
        finally:
            self._tab.close()

    def _visit(self) -> None:
        tab, timed = self._tab, self._timings.timed
        ids: list[str] = []
        with timed("load"):
            tab.load()
        with timed("arrive"):
            ids = tab.document_ids()
        if not ids or self._pause():
            self._pause()
            return
        document_id = self._random.choice(ids)
        with timed("open"):
            tab.call("on_open", document_id=document_id)
        for _ in range(CLEAR_AFTER):
            if self._pause():
                return
            with timed("ask"):
                shown = tab.call("on_ask", self._random.choice(QUESTIONS), None, "{}")
                if any("pw-refusal" in str(part) for part in shown):
                    raise Refused("a refusal on the screen")
            if self._pause():
                return
            page = self._random.randint(1, 80)
            with timed("page image"):
                tab.get(f"/pw/documents/{document_id}/pages/{page}.png", scale=1.5)
            with timed("page words"):
                tab.get(f"/pw/documents/{document_id}/pages/{page}.json")
        if self._pause():
            return
        with timed("export"):
            tab.get(f"/pw/documents/{document_id}/conversation.md")
        with timed("clear"):
            tab.call("on_clear", None)
        if not self._pause():
            self._own_report()

    def _own_report(self) -> None:
        """Hand in a small report, ask it and remove it."""
        tab, own = self._tab, self._own
        with self._timings.timed("read own report"):
            response = tab.client.post("/pw/documents?name=own.pdf", content=own)
            if response.status_code != 200:
                raise Refused(f"status {response.status_code}")
            deadline = time.monotonic() + STUCK_AFTER_S
            while not (ids := tab.own_ids()):
                if time.monotonic() > deadline:
                    raise Refused("it was not read")
                time.sleep(0.2)
            tab.call("on_open", document_id=ids[0])
            tab.call("on_ask", "What were net sales?", None, "{}")
            tab.call("on_remove", None, document_id=ids[0])

    def _pause(self) -> bool:
        """Think; whether it is time to go."""
        return self._stop_event.wait(self._random.expovariate(1 / self._think_s))
