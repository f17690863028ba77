"""The hosts upstream lives on: raw files of its repository, and a file on Google Drive."""

import threading
from collections.abc import Mapping
from urllib.parse import quote

from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.hosts.network import Network, unsupported

RAW = "raw.githubusercontent.com"
DRIVE = "drive.google.com"
CONTENT = "drive.usercontent.google.com"


class Upstream:
    """Serves what was published; `wrong_bytes` makes every answer differ in one bit."""

    def __init__(self, network: Network) -> None:
        """Answer for the Drive hosts; a repository's files are mounted when published."""
        self.wrong_bytes = False
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

    def drive(self, file_id: str, data: bytes) -> None:
        """Let the Drive file `file_id` be `data`."""
        with self._lock:
            self._drive[file_id] = data

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
        with self._lock:
            data = self._drive.get(request.query.get("id", ""))
        if data is None:
            return Response.text(404, "<title>Error 404 (Not Found)</title>", "text/html")
        return self._bytes(data, "application/octet-stream")
