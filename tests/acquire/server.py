"""A small https server and http proxy on a free port, which answers what a test laid ready."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; `declared` is the Content-Length it claims, `status` 0 hangs up instead."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None


@dataclass(slots=True, kw_only=True)
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
            if not reply.status:
                return
            self.send_response(reply.status)
            length = len(reply.body) if reply.declared is None else reply.declared
            for name, value in (("Content-Length", str(length)), *reply.headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

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
