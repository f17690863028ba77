"""A small https server and http proxy on a free port, which answers what a test laid ready."""

import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase

import trustme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; `declared` is the Content-Length it claims, `status` 0 hangs up instead.

    `ranges` lets it give the part that was asked for; `cut` ends the connection after so many
    bytes of the answer; `drip` sends one byte every so many seconds; `raw` sends the body alone,
    without a status line or headers of the server's own.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None
    ranges: bool = False
    cut: int | None = None
    drip: float = 0.0
    raw: bool = False

    def part(self, asked: str) -> "Reply":
        """Return the answer to the Range header `asked`, as a server gives it that can."""
        match = re.fullmatch(r"bytes=([0-9]+)-", asked)
        if not (self.ranges and match):
            return self
        start, size = int(match[1]), len(self.body)
        if start >= size:
            return Reply(status=416, headers=(("Content-Range", f"bytes */{size}"),))
        given = ("Content-Range", f"bytes {start}-{size - 1}/{size}")
        return replace(self, status=206, body=self.body[start:], headers=(*self.headers, given))


@dataclass(slots=True, kw_only=True, repr=False)
class Server:
    """Replies in order per path, the last one for ever; `seen` holds path and headers."""

    port: int
    tls: ssl.SSLContext
    client_tls: ssl.SSLContext
    authority: trustme.CA
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    connects: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port, as a URL holds them."""
        return f"localhost:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.seen]

    def reply(self, path: str, *replies: Reply) -> str:
        """Lay answers ready and return the address that gives them."""
        self.replies[path] = list(replies)
        return f"https://{self.host}{path}"


@contextmanager
def serving(*, as_proxy: bool = False) -> Iterator[Server]:
    """Run the server for the length of a block; as a proxy it plays every host itself."""
    authority = trustme.CA()
    tls, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(
        "localhost", "drive.usercontent.google.com", "raw.githubusercontent.com"
    ).configure_cert(tls)
    authority.configure_trust(client)
    listener = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = Server(
        port=listener.server_address[1], tls=tls, client_tls=client, authority=authority
    )
    listener.RequestHandlerClass = _handler(server)
    if not as_proxy:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.seen.append((self.path, dict(self.headers)))
            ready = server.replies[self.path]
            reply = ready.pop(0) if len(ready) > 1 else ready[0]
            self.close_connection = True
            if reply.status:
                self._answer(reply.part(self.headers.get("Range", "")))

        def _answer(self, reply: Reply) -> None:
            if not reply.raw:
                _head(reply, self)
            _send(reply, self.wfile)

        def do_CONNECT(self) -> None:
            server.connects.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.connection = server.tls.wrap_socket(self.connection, server_side=True)
            self.setup()
            self.handle_one_request()
            self.connection.close()

        def setup(self) -> None:
            if isinstance(getattr(self, "connection", None), ssl.SSLSocket):
                self.request = self.connection
            super().setup()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Stay silent."""

    return Handler


def _head(reply: Reply, to: BaseHTTPRequestHandler) -> None:
    to.send_response(reply.status)
    length = len(reply.body) if reply.declared is None else reply.declared
    for name, value in (("Content-Length", str(length)), *reply.headers):
        to.send_header(name, value)
    to.end_headers()


def _send(reply: Reply, out: BufferedIOBase) -> None:
    if not reply.drip:
        out.write(reply.body[: reply.cut])
        return
    for at in range(len(reply.body)):
        time.sleep(reply.drip)
        with suppress(OSError):
            out.write(reply.body[at : at + 1])
            out.flush()
