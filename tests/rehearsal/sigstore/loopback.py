"""A small HTTP server on a free loopback port, and a forwarder to a Unix socket, in threads."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, BaseServer, ThreadingTCPServer

HOST = "127.0.0.1"
_LARGEST_BODY = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a stand-in says to one request."""

    status: int
    body: bytes
    content_type: str = "application/json"
    etag: str = ""


Responder = Callable[[str, str, bytes], Answer]
"""From method, path and body to the answer."""


class HttpListener:
    """Listens on a free loopback port and hands each connection to a handler."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Listen at once; a free port is the kernel's choice."""
        self._server = _Listener((HOST, 0), handler)
        self.url = f"http://{HOST}:{self._server.server_port}"
        _serve(self._server)

    def close(self) -> None:
        """Stop answering and free the port."""
        _stop(self._server)


class HttpServer(HttpListener):
    """Answers every request with what `respond` returns."""

    def __init__(self, respond: Responder) -> None:
        """Listen at once; a free port is the kernel's choice."""

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length", "0")), _LARGEST_BODY)
                self._answer(self.rfile.read(length))

            def _answer(self, body: bytes) -> None:
                answer = respond(self.command, self.path, body)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                if answer.etag:
                    self.send_header("ETag", answer.etag)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Say nothing: what matters is in the services' logs."""

        super().__init__(Handler)


class UnixForwarder:
    """Makes the Unix socket `path` reachable at a free loopback port."""

    def __init__(self, path: Path) -> None:
        """Listen at once; `path` may appear later."""
        self._directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        # A socket address holds 107 bytes; a temporary directory's path may be longer.
        address = f"/proc/self/fd/{self._directory}/{path.name}"

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                _connect_through(self.request, address)

        self._server = _Forwarding((HOST, 0), Handler)
        self.url = f"http://{HOST}:{self._server.server_address[1]}"
        _serve(self._server)

    def close(self) -> None:
        """Stop forwarding and free the port."""
        _stop(self._server)
        os.close(self._directory)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    # http.server would ask the resolver for the machine's name.
    server_name = HOST

    def server_bind(self) -> None:
        ThreadingTCPServer.server_bind(self)
        self.server_port = int(self.server_address[1])


class _Forwarding(ThreadingTCPServer):
    daemon_threads = True


def _serve(server: BaseServer) -> None:
    # The default poll of half a second would be half a second of waiting in close().
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()


def _stop(server: BaseServer) -> None:
    server.shutdown()
    server.server_close()


def _connect_through(client: socket.socket, address: str) -> None:
    with socket.socket(socket.AF_UNIX) as service:
        try:
            service.connect(address)
        except OSError:
            return  # The client sees a closed connection, as from a service that is not up yet.
        back = threading.Thread(target=_pump, args=(service, client), daemon=True)
        back.start()
        _pump(client, service)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # One side went away in the middle; the other learns it from the closed socket.
