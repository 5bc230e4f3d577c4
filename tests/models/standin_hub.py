"""A hub on this machine: the few endpoints of the real one that a checkpoint is fetched through."""

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PIECE = 64 * 1024


@dataclass
class StandinHub:
    """`files` of one model at one commit. Use as a context manager; `url` is for HF_ENDPOINT."""

    model_id: str
    files: dict[str, bytes]
    commit: str = COMMIT
    seconds_per_piece: float = 0.0
    cut_after: int | None = None  # drop the next download of weights after so many bytes
    damage: bool = False  # send wrong bytes
    status: int | None = None  # answer everything with this
    resumes: bool = True
    old_commits: set[str] = field(default_factory=set)  # still served, with the same files
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)  # method, path, range

    def __enter__(self):
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                hub.answer(self, with_body=True)

            def do_HEAD(self):
                hub.answer(self, with_body=False)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def downloads(self, name):
        """(path, range) of each GET of a file."""
        return [r for m, path, r in self.requests if m == "GET" and path.endswith("/" + name)]

    def answer(self, request, *, with_body):
        path = request.path.split("?")[0]
        self.requests.append((request.command, path, request.headers.get("Range")))
        api = f"/api/models/{self.model_id}"
        if self.status:
            return self._json(request, {"error": "no"}, self.status)
        for revision in ("main", self.commit, *self.old_commits):
            commit = self.commit if revision == "main" else revision
            if path == f"{api}/revision/{revision}" or (revision, path) == ("main", api):
                siblings = [{"rfilename": name} for name in self.files]
                info = {"id": self.model_id, "sha": commit, "siblings": siblings}
                return self._json(request, info)
            if path == f"{api}/tree/{commit}":
                return self._json(request, [self._entry(name) for name in self.files])
            prefix = f"/{self.model_id}/resolve/{revision}/"
            if path.startswith(prefix) and path.removeprefix(prefix) in self.files:
                return self._file(request, path.removeprefix(prefix), commit, with_body)
        code = "RepoNotFound" if not path.startswith(api) else "RevisionNotFound"
        return self._json(request, {"error": "no"}, 404, {"X-Error-Code": code})

    def _entry(self, name):
        data = self.files[name]
        entry = {"type": "file", "path": name, "size": len(data), "oid": self._oid(name)}
        if self._is_lfs(name):
            entry["lfs"] = {"oid": self._etag(name), "size": len(data), "pointerSize": 134}
        return entry

    def _is_lfs(self, name):
        return name.endswith((".safetensors", ".bin"))

    def _oid(self, name):
        return hashlib.sha1(self.files[name]).hexdigest()

    def _etag(self, name):
        if not self._is_lfs(name):
            return self._oid(name)
        return hashlib.sha256(self.files[name]).hexdigest()

    def _file(self, request, name, commit, with_body):
        data, start = self.files[name], 0
        if self.resumes and (asked := request.headers.get("Range")):
            start = int(asked.removeprefix("bytes=").split("-")[0])
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.send_header("ETag", f'"{self._etag(name)}"')
        request.send_header("X-Repo-Commit", commit)
        request.send_header("Accept-Ranges", "bytes")
        request.end_headers()
        if not with_body:
            return
        if self.damage and self._is_lfs(name):
            data = bytes(len(data))
        for first in range(start, len(data), PIECE):
            if self.cut_after is not None and self._is_lfs(name) and first >= self.cut_after:
                self.cut_after = None
                request.close_connection = True
                return
            try:
                request.wfile.write(data[first : first + PIECE])
            except (BrokenPipeError, ConnectionResetError):
                request.close_connection = True
                return
            if self._is_lfs(name):
                time.sleep(self.seconds_per_piece)

    def _json(self, request, value, status=200, headers=()):
        body = json.dumps(value).encode()
        request.send_response(status)
        for key, text in dict(headers).items():
            request.send_header(key, text)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)
