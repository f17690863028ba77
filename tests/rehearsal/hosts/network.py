"""The network of the world: one loopback port, a proxy that answers instead of forwarding.

Point `https_proxy` at `proxy_url` and trust `ca_file`; then CONNECT to a mounted host is answered
here with a certificate of the throw-away authority, and any other host is refused and recorded.
"""

import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import trustme

from tests.rehearsal.hosts.connection import Server
from tests.rehearsal.hosts.exchange import NOT_IMPLEMENTED, Request, Response
from tests.rehearsal.hosts.faults import Effect, Fault, Faults, corrupt

Answer = Callable[[Request], Response]
Failed = Callable[[Request], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One call, for the report: who asked what of whom, and the status they got (0: dropped)."""

    host: str
    method: str
    path: str
    status: int
    actor: str | None
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mount:
    prefix: str
    answer: Answer
    failed: Failed | None


class Network:
    """Hosts by name, faults by table, and a record of everything that was asked."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        """Prepare a network whose authority's certificate lies below `root`.

        `clock` is the time that every answer states in its header `Date`.
        """
        self.clock = clock
        self.folder = root
        self.ca_file = root / "ca.pem"
        self.faults = Faults()
        self.kill: Callable[[], None] = lambda: None  # ends whoever calls from inside a job
        self.observer: Callable[[Request, Response], None] | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._mounts: dict[str, list[_Mount]] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._requests: list[Seen] = []
        self._refused: list[str] = []
        self._unsupported: list[str] = []
        root.mkdir(parents=True, exist_ok=True)
        self._authority = trustme.CA(organization_name="u2netp-mirror rehearsal network")
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self._opened: Server | None = None

    def start(self) -> None:
        """Begin to answer. Without it there is no port, and `answer` can be called all the same."""
        self._opened = Server(self)
        self._opened.start()

    def close(self) -> None:
        """Stop answering, end every connection and wait for its thread."""
        self._closing.set()
        if self._opened is not None:
            self._opened.stop()

    @property
    def proxy_url(self) -> str:
        """What `https_proxy` must be."""
        if self._opened is None:
            raise RuntimeError("the network was not started")
        return f"http://127.0.0.1:{self._opened.port}"

    def mount(
        self, host: str, answer: Answer, *, prefix: str = "/", failed: Failed | None = None
    ) -> None:
        """Let `answer` speak for `host` below `prefix`; the longest prefix wins.

        `failed` is told of a call that a fault answers in its place, for what is left behind.
        """
        with self._lock:
            mounts = self._mounts.setdefault(host, [])
            mounts.append(_Mount(prefix=prefix, answer=answer, failed=failed))
            mounts.sort(key=lambda mount: -len(mount.prefix))

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Every call answered here, in order."""
        with self._lock:
            return tuple(self._requests)

    @property
    def refused(self) -> tuple[str, ...]:
        """Every `host:port` somebody tried to reach and nobody mounted."""
        with self._lock:
            return tuple(self._refused)

    @property
    def unsupported(self) -> tuple[str, ...]:
        """Every call a mounted host does not imitate (501), or answered with a bug (500)."""
        with self._lock:
            return tuple(self._unsupported)

    def knows(self, host: str) -> bool:
        """Say whether somebody answers for `host`."""
        with self._lock:
            return host in self._mounts

    def refuse(self, address: str) -> None:
        """Record an attempt to leave the world."""
        with self._lock:
            self._refused.append(address)

    def context(self, host: str) -> ssl.SSLContext:
        """Return the TLS side of `host`, with a certificate made on first use."""
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]

    def answer(self, request: Request) -> Response | None:
        """Answer `request`, faults included; None means: drop the connection."""
        fault = self.faults.strike(request)
        response = self._suffer(request, fault) if fault else self._perform(request)
        self._record(request, response)
        return response

    def _suffer(self, request: Request, fault: Fault) -> Response | None:
        match fault.effect:
            case Effect.STATUS:
                self._tell_failed(request)
                return Response.json(fault.status, {"message": "Server Error"}, fault.headers)
            case Effect.DROP_BEFORE:
                return None
            case Effect.DROP_AFTER:
                self._perform(request)
                return None
            case Effect.KILL_AFTER:
                self._perform(request)
                self.kill()
                return None
            case Effect.SLOW:
                self._closing.wait(fault.seconds)
                return self._perform(request)
            case Effect.CORRUPT:
                response = self._perform(request)
                return replace(response, body=corrupt(response.body))

    def _mounted(self, request: Request) -> _Mount | None:
        with self._lock:
            mounts = tuple(self._mounts.get(request.host, ()))
        return next((mount for mount in mounts if request.path.startswith(mount.prefix)), None)

    def _tell_failed(self, request: Request) -> None:
        mount = self._mounted(request)
        if mount is not None and mount.failed is not None:
            mount.failed(request)

    def _perform(self, request: Request) -> Response:
        mount = self._mounted(request)
        try:
            response = mount.answer(request) if mount else unsupported(request)
            if self.observer is not None:
                self.observer(request, response)
        except Exception as error:  # noqa: BLE001 -- a bug must fail the scenario by name
            traceback.print_exc(file=sys.stderr)
            self._note(f"{request} (bug: {error!r})")
            return Response.json(500, {"message": f"the rehearsal world has a bug: {error!r}"})
        if response.status == NOT_IMPLEMENTED:
            self._note(str(request))
        return response

    def _note(self, call: str) -> None:
        with self._lock:
            self._unsupported.append(call)

    def _record(self, request: Request, response: Response | None) -> None:
        seen = Seen(
            host=request.host,
            method=request.method,
            path=request.path,
            status=response.status if response else 0,
            actor=response.actor if response else None,
            agent=request.header("User-Agent"),
        )
        with self._lock:
            self._requests.append(seen)


def unsupported(request: Request) -> Response:
    """Return the answer to a call nobody wrote: never a silent 200."""
    return Response.json(
        NOT_IMPLEMENTED, {"message": f"the rehearsal world does not imitate {request}"}
    )
