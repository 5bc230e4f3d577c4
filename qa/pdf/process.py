"""The parent's hand on one child process: start, talk, kill. Knows nothing about pages."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.pdf.limits import Limits
from qa.pdf.wire import BadMessage, parse

START = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
importlib.import_module(sys.argv[3]).main(sys.argv[2])
"""
READER = "qa.pdf.child"
LOW_PRIORITY = 10  # of nice: a tenth of the processor beside one of the usual priority
KEPT_VARIABLES = ("SYSTEMROOT",)  # Windows cannot start Python without it


class ChildDied(Exception):
    """The child ended, was killed, or stopped making sense."""


class ChildProcess:
    """One child. A thread talks to it; any thread may watch `deadline` and kill."""

    def __init__(self, limits: Limits, module: str = READER, *, is_low: bool = False) -> None:
        """module: whose `main` the child runs, with the limits as JSON. is_low: its priority."""
        self._limits = limits
        self.deadline = time.monotonic() + limits.open_seconds
        self.timed_out = False
        root = str(Path(__file__).resolve().parents[2])
        path = [root, *(os.path.abspath(entry) for entry in sys.path if entry)]
        # -I and -S: nothing from the user's environment or site hooks; the path is given instead.
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", "-c", START),
                *(json.dumps(path), json.dumps(asdict(limits)), module),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            cwd=os.path.abspath(os.sep),
            # A group to kill, but no session: Linux gives each session the same share of a
            # processor (sched_autogroup), and priorities count within one only.
            process_group=0,
        )
        if is_low and sys.platform != "win32":
            os.setpriority(os.PRIO_PROCESS, self._process.pid, LOW_PRIORITY)
        assert self._process.stdin
        assert self._process.stdout
        self._requests, self._replies = self._process.stdin, self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def used_its_time_up(self) -> bool:
        """Whether `ends_after` has ended the child; known once it is closed."""
        return sys.platform != "win32" and self._process.returncode == -signal.SIGPROF

    def send(self, request: dict[str, Any], data: bytes = b"") -> None:
        """Send one request; raises ChildDied."""
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.write(data)
            self._requests.flush()
        except (OSError, ValueError) as error:
            raise ChildDied from error

    def receive(self) -> dict[str, Any]:
        """Wait for one reply; raises ChildDied."""
        try:
            line = self._replies.readline(self._limits.max_message_bytes)
            return parse(line)
        except (OSError, ValueError, BadMessage) as error:
            raise ChildDied from error

    def receive_bytes(self, num_bytes: int) -> bytes:
        """Wait for so many bytes; raises ChildDied."""
        if not 0 <= num_bytes <= self._limits.max_message_bytes:
            raise ChildDied
        try:
            data = self._replies.read(num_bytes)
        except (OSError, ValueError) as error:
            raise ChildDied from error
        if len(data) < num_bytes:
            raise ChildDied
        return data

    def open(self, key: str, data: bytes, password: str | None) -> dict[str, Any]:
        """Hand a file over under a name and return the reply; raises ChildDied."""
        request = {"do": "open", "key": key, "num_bytes": len(data), "password": password}
        self.send(request, data)
        return self.receive()

    def kill_if_late(self) -> None:
        """End the child when its deadline has passed."""
        if time.monotonic() > self.deadline and self._process.poll() is None:
            self.timed_out = True
            self.kill()

    def kill(self) -> None:
        """End the child with everything it may have started; harmless when it has ended."""
        if self._process.poll() is None:
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child and free its pipes."""
        self.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies):
            try:
                pipe.close()
            except OSError:  # the pipe still held a request that nobody will read
                continue
