"""Between a client and a service: hands every request on, unless the table of faults says no."""

import http.client
import socket
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.rehearsal.hosts.exchange import Request
from tests.rehearsal.hosts.faults import Effect, Fault, Faults, corrupt
from tests.rehearsal.sigstore.loopback import HttpListener

_PATIENCE = 60.0


class Relay:
    """Plays the service `name` at a free loopback port, for `target` behind it."""

    def __init__(self, name: str, target: str, faults: Faults) -> None:
        """Listen at once; the rows of `faults` whose host is `name` are for this service."""
        place = urlsplit(target)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._relay()

            def do_POST(self) -> None:
                self._relay()

            def _relay(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {key.lower(): value for key, value in self.headers.items()}
                request = Request.of(self.command, name, self.path, headers=headers, body=body)
                answer = _answered(request, faults.strike(request), self.path, place.netloc)
                if answer is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, kind, data = answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing: what matters is in the services' logs."""

        self._listener = HttpListener(Handler)
        self.url = self._listener.url

    def close(self) -> None:
        """Stop and free the port."""
        self._listener.close()


def _answered(
    request: Request, fault: Fault | None, target: str, netloc: str
) -> tuple[int, str, bytes] | None:
    """Return status, type and body, or None for a dropped connection."""
    effect = fault.effect if fault else None
    if fault and effect is Effect.STATUS:
        return fault.status, "application/json", b'{"message": "out of order"}'
    if effect is Effect.DROP_BEFORE:
        return None
    if fault and effect is Effect.SLOW:
        time.sleep(fault.seconds)
    status, kind, data = _asked(request, target, netloc)
    if effect in {Effect.DROP_AFTER, Effect.KILL_AFTER}:
        return None
    return status, kind, corrupt(data) if effect is Effect.CORRUPT else data


def _asked(request: Request, target: str, netloc: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=_PATIENCE)
    kept = {n: v for n, v in request.headers.items() if n not in {"host", "connection"}}
    try:
        connection.request(request.method, target, body=request.body or None, headers=kept)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except OSError:
        return 502, "text/plain", b"the service does not answer"
    finally:
        connection.close()
