"""The hosts upstream lives on: raw files of its repository, and a file on Google Drive."""

import re
import threading
import time
from collections.abc import Mapping
from urllib.parse import quote

from tests.rehearsal.hosts.drive_pages import FAILURES, UUID, Failure, notice_page
from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.hosts.network import Network, unsupported
from tests.rehearsal.hosts.upstream_api import UpstreamApi

RAW = "raw.githubusercontent.com"
DRIVE = "drive.google.com"
CONTENT = "drive.usercontent.google.com"
_FROM = re.compile(r"bytes=([0-9]+)-")


class Upstream:
    """Serves what was published, unless it was told to fail.

    `wrong_bytes` makes every answer differ in one bit. `fail` lets Drive fail by a name of
    `FAILURES` until `recover`. With `asks_to_confirm` Drive shows its notice first, and gives the
    file to whoever sends the notice's form. Parts of a file are given with `ranges` only.
    """

    def __init__(self, network: Network) -> None:
        """Answer for the Drive hosts; a repository's files are mounted when published."""
        self.wrong_bytes = False
        self.asks_to_confirm = False
        self.ranges = True
        self.api: UpstreamApi | None = None
        self._failure: Failure | None = None
        self._network = network
        self._lock = threading.Lock()
        self._files: dict[str, bytes] = {}
        self._drive: dict[str, bytes] = {}
        network.mount(DRIVE, self._redirect)
        network.mount(CONTENT, self._download)

    def publish(self, repository: str, commit: str, files: Mapping[str, bytes]) -> None:
        """Let `raw.githubusercontent.com/<repository>/<commit>/<path>` answer with `files`."""
        with self._lock:
            new = not any(path.startswith(f"/{repository}/") for path in self._files)
            for path, data in files.items():
                self._files[f"/{repository}/{commit}/{path}"] = data
        if new:
            self._network.mount(RAW, self._raw, prefix=f"/{repository}/")

    def stand_at(self, repository: str, commit: str, files: Mapping[str, bytes]) -> UpstreamApi:
        """Publish `files`, and let GitHub's API say that `commit` is the repository's tip."""
        self.publish(repository, commit, files)
        if self.api is None:
            self.api = UpstreamApi(repository=repository, commit=commit, files=files)
            self.api.mount(self._network)
        self.api.commit, self.api.files = commit, files
        return self.api

    def drive(self, file_id: str, data: bytes) -> None:
        """Let the Drive file `file_id` be `data`."""
        with self._lock:
            self._drive[file_id] = data

    def fail(self, name: str) -> None:
        """Let Drive fail by the name `name` of `FAILURES`, until `recover`."""
        self._failure = FAILURES[name]

    def recover(self) -> None:
        """Let Drive answer as it should."""
        self._failure = None

    def _bytes(self, data: bytes, kind: str) -> Response:
        return Response.data(corrupt(data) if self.wrong_bytes else data, kind)

    def _raw(self, request: Request) -> Response:
        if request.verb != "GET":
            return unsupported(request)
        with self._lock:
            data = self._files.get(request.path)
        if data is None:
            return Response.text(404, "404: Not Found")
        return self._bytes(data, "text/plain; charset=utf-8")

    def _redirect(self, request: Request) -> Response:
        """Answer `/uc?id=…&export=download` as Drive does since 2024: go to the content host."""
        if (request.verb, request.path) != ("GET", "/uc"):
            return unsupported(request)
        target = f"id={quote(request.query.get('id', ''))}&export=download"
        return Response(status=303, headers={"Location": f"https://{CONTENT}/download?{target}"})

    def _download(self, request: Request) -> Response:
        if (request.verb, request.path) != ("GET", "/download"):
            return unsupported(request)
        file_id = request.query.get("id", "")
        with self._lock:
            data = self._drive.get(file_id)
        if data is None:
            return Response.text(404, "<title>Error 404 (Not Found)</title>", "text/html")
        if (failure := self._failure) is not None:
            time.sleep(failure.seconds)
            return failure.answer(file_id, data)
        if self.asks_to_confirm and request.query.get("uuid") != UUID:
            return Response.text(200, notice_page(file_id), "text/html; charset=utf-8")
        return self._part(request, self._bytes(data, "application/octet-stream"))

    def _part(self, request: Request, whole: Response) -> Response:
        asked = _FROM.fullmatch(request.header("Range"))
        if not (asked and self.ranges):
            return whole
        start, size = int(asked[1]), len(whole.body)
        if start >= size:
            return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        given = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
        headers = {**whole.headers, **given}
        return Response(status=206, headers=headers, body=whole.body[start:])
