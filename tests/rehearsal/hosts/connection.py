"""One client's connection: proxy words, TLS, and HTTP with keep-alive."""

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from tests.rehearsal.hosts import spool
from tests.rehearsal.hosts.exchange import Request, Response

if TYPE_CHECKING:
    from tests.rehearsal.hosts.network import Network

BODY_LIMIT = 2 << 30  # nothing longer is read; GitHub's limit for one asset
_HTTPS = "443"
_PATIENCE = 5.0  # seconds for a thread to notice that its connection is gone


class Server(ThreadingHTTPServer):
    """Listens on a free loopback port; every connection has a thread."""

    daemon_threads = True  # a world that nobody closed must not keep its process alive
    request_queue_size = 128

    def __init__(self, network: "Network") -> None:
        """Bind, but do not answer yet."""
        super().__init__(("127.0.0.1", 0), _Connection)
        self.network = network
        self._open: set[socket.socket] = set()
        self._threads_open: set[threading.Thread] = set()
        self._open_lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port the system chose."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Accept no more, end every open connection, wait for the threads."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        with self._open_lock:
            threads = tuple(self._threads_open)
            for connection in self._open:
                _hang_up(connection)
        for thread in threads:
            thread.join(_PATIENCE)
        self.server_close()

    def track(self, connection: socket.socket) -> None:
        """Remember an open connection."""
        with self._open_lock:
            self._open.add(connection)
            self._threads_open.add(threading.current_thread())

    def forget(self, connection: socket.socket, *, keep_thread: bool = False) -> None:
        """Forget a connection that is about to be closed, or to be wrapped by its thread."""
        with self._open_lock:
            self._open.discard(connection)
            if not keep_thread:
                self._threads_open.discard(threading.current_thread())

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is no news, and handlers report their own bugs."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each small answer waits 40 ms for an acknowledgement
    wbufsize = -1
    server: Server
    connection: ssl.SSLSocket
    _tunnel: str | None = None

    def setup(self) -> None:
        super().setup()
        self.server.track(self.connection)

    def finish(self) -> None:
        self.server.forget(self.connection)
        try:
            super().finish()
        except OSError:
            pass  # nobody is left to flush to
        finally:
            self.connection.close()

    def log_message(self, *_: object) -> None:
        """Keep quiet; the network records."""

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if port != _HTTPS or not self.server.network.knows(host):
            self._refuse(self.path)
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        self._encrypt(host)

    def _encrypt(self, host: str) -> None:
        plain = self.connection
        context = self.server.network.context(host)
        self.server.forget(plain, keep_thread=True)
        self.connection = context.wrap_socket(
            plain, server_side=True, do_handshake_on_connect=False
        )
        self.server.track(self.connection)
        self.connection.do_handshake()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self._tunnel = host
        self.close_connection = False  # some clients say HTTP/1.0 in CONNECT and mean the tunnel

    def _refuse(self, address: str) -> None:
        self.server.network.refuse(address)
        text = f"egress refused: nobody answers for {address} in the rehearsal world\n"
        self._send(Response.text(403, text))
        self.close_connection = True

    def _serve(self) -> None:
        host, target = self._where()
        if not self.server.network.knows(host):
            self._refuse(host if ":" in host else f"{host}:80")
            return
        length = self.headers.get("Content-Length")
        request = Request.of(
            self.command,
            host,
            target,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=b"" if (long := self._long(host)) else self._body(),
            length=int(length) if length else None,
            spooled=long,
        )
        response = self.server.network.answer(request)
        if long is not None:
            long.unlink(missing_ok=True)
        if response is None:
            self.close_connection = True
            _hang_up(self.connection)
            return
        self._send(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to go on; else it waits a second."""
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def _where(self) -> tuple[str, str]:
        """Return host and target, of a tunnel or of a request in absolute form."""
        if self._tunnel is not None:
            return self._tunnel, self.path
        if self.path.startswith("http://"):
            host, slash, rest = self.path.removeprefix("http://").partition("/")
            return host.removesuffix(":80"), slash + rest or "/"
        return self.headers.get("Host", "an unnamed host"), self.path

    def _long(self, host: str) -> Path | None:
        """Return the file with the body of a long asset; other hosts take bodies whole."""
        length = int(self.headers.get("Content-Length") or 0)
        if host != spool.HOST or not spool.LONG <= length <= BODY_LIMIT:
            return None
        return spool.spooled(self.rfile.read, length, self.server.network.folder)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_LIMIT:
            self.close_connection = True  # the rest is never read
            return b""
        return self.rfile.read(length)

    def _chunks(self) -> bytes:
        body = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers
        return bytes(body)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if "Content-Length" in response.headers:
            self.close_connection = True  # it may promise more than it gives
        elif response.status != 204:
            file = response.spooled
            length = file.stat().st_size if file else len(response.body)
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
            for piece in spool.pieces(response.spooled) if response.spooled else ():
                self.wfile.write(piece)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(timestamp or self.server.network.clock())

    def version_string(self) -> str:
        return "github.com"
