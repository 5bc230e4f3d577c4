"""A small server in a process of its own that speaks the chat completions protocol, and fails on
request. `python standin_server.py` prints its port; POST /script sets what it says.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

SCRIPT = {
    "models": [{"id": "acme/echo", "owned_by": "vllm", "max_model_len": 8192}],
    "pieces": ["Net sales rose ", "[[Net sales increased 5%]]", "."],
    "finish_reason": "stop",
    "usage": {
        "prompt_tokens": 321,
        "completion_tokens": 9,
        "prompt_tokens_details": {"cached_tokens": 300},
    },
    "status": 200,
    "error": "",
    "location": "",
    "models_status": 200,
    "break_after": None,  # pieces, then the connection is cut
    "raw": None,  # sent instead of events
    "seconds_before": 0.0,
    "done": True,
    "version": None,  # what /version says, as vLLM's does
    "props": None,  # what /props says, as llama.cpp's does
    "tokens_a_character": None,  # what /tokenize makes of a text, where there is one
    "takes": "",  # the field in which a grammar is heeded
    "refuses": "",  # a grammar in this field is refused with HTTP 400 ..
    "refuses_late": "",  # .. or in the stream, as vLLM refuses
}
TRIAL = "root ::= "


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ClassVar[dict] = dict(SCRIPT)
    requests: ClassVar[list[dict]] = []
    num_hung_up = 0
    under_way: ClassVar[set[int]] = set()  # threads that answer
    most_at_once = 0

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path == "/requests":
            counts = {"num_hung_up": Handler.num_hung_up, "most_at_once": Handler.most_at_once}
            self.send({"requests": self.requests, **counts})
        elif self.path in ("/version", "/props") and self.script[self.path[1:]]:
            self.send(self.script[self.path[1:]])
        elif self.path == "/v1/models":
            self.fail_or_send(self.script["models_status"], {"data": self.script["models"]})
        else:
            self.send({"detail": "Not Found"}, 404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/script":
            Handler.script = SCRIPT | body
            Handler.requests.clear()
            Handler.num_hung_up = Handler.most_at_once = 0
            self.send({})
        elif self.path == "/v1/chat/completions":
            self.requests.append({"body": body, "key": self.headers.get("Authorization")})
            if self.script["status"] != 200:
                self.fail_or_send(self.script["status"], {})
            elif self.script["refuses"] in body:
                self.send({"error": {"message": "no grammar here", "code": 400}}, 400)
            else:
                self.stream(self.pieces_for(body))
        elif self.path == "/tokenize" and self.script["tokens_a_character"]:
            count = round(len(body["prompt"]) * self.script["tokens_a_character"])
            self.send({"tokens": [0] * count})
        else:
            self.send({"detail": "Not Found"}, 404)

    def pieces_for(self, body):
        """A trial's one word where its grammar is heeded, the script's pieces else."""
        grammar = body.get(self.script["takes"], "")
        grammar = grammar["grammar"] if isinstance(grammar, dict) else grammar
        is_trial = grammar.startswith(TRIAL + '"')
        return [grammar.removeprefix(TRIAL).strip('"')] if is_trial else self.script["pieces"]

    def fail_or_send(self, status, body):
        self.send(body if status == 200 else {"error": {"message": self.script["error"]}}, status)

    def send(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        if self.script["location"] and status in (301, 302, 307):
            self.send_header("Location", self.script["location"])
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, pieces):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.under_way.add(threading.get_ident())
        Handler.most_at_once = max(Handler.most_at_once, len(self.under_way))
        try:
            self.wait(self.script["seconds_before"])
            self.send_events(pieces)
        except (BrokenPipeError, ConnectionResetError):
            Handler.num_hung_up += 1
        finally:
            self.under_way.discard(threading.get_ident())

    def wait(self, seconds):
        """Wait, and notice who hangs up, as servers do that compute meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.02)
            self.chunk(b": still reading\n\n")

    def send_events(self, pieces):
        if self.script["refuses_late"] in self.requests[-1]["body"]:
            self.event({"error": {"message": "no grammar here", "code": 400}})
            self.chunk(b"")
            return
        if self.script["raw"] is not None:
            self.chunk(self.script["raw"].encode())
            self.chunk(b"")
            return
        for number, piece in enumerate(pieces):
            if number == self.script["break_after"]:
                return
            self.event({"choices": [{"index": 0, "delta": {"content": piece}}]})
        end = {"index": 0, "delta": {}, "finish_reason": self.script["finish_reason"]}
        self.event({"choices": [end]})
        if self.script["usage"]:
            self.event({"choices": [], "usage": self.script["usage"]})
        if self.script["done"]:
            self.chunk(b"data: [DONE]\n\n")
        self.chunk(b"")

    def event(self, body):
        self.chunk(b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n")

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
