"""One local Sigstore, started and stopped as a whole."""

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Self

from release.errors import ServiceDownError
from tests.rehearsal.hosts.faults import Faults
from tests.rehearsal.sigstore import lock, services
from tests.rehearsal.sigstore.ask import ask
from tests.rehearsal.sigstore.ct_log import CtLog
from tests.rehearsal.sigstore.keys import KeyFiles, Keys
from tests.rehearsal.sigstore.loopback import HOST, Answer, HttpServer, UnixForwarder
from tests.rehearsal.sigstore.prime import prime
from tests.rehearsal.sigstore.processes import Processes, Service, lost_a_port
from tests.rehearsal.sigstore.relay import Relay
from tests.rehearsal.sigstore.trust import Endpoints, TrustFiles, write_trust_files
from tests.rehearsal.sigstore.tuf_repository import ROOT, tuf_files
from tests.rehearsal.tools import Tools
from tests.rehearsal.tools.needs import namespaces_work

_PATIENCE = 20.0
_ATTEMPTS = 5
_HEALTH = {"fulcio": "/healthz", "rekor": "/healthz", "tsa": "/ping"}


class Sigstore:
    """Fulcio, Rekor v2, a timestamp authority, a CT stand-in, and a TUF repository for their keys.

    Fulcio believes tokens of GitHub's real issuer, which it reaches through `proxy_url` and the
    certificates in `ca_file`. Everything listens on loopback and lives below `root`.
    """

    def __init__(
        self,
        root: Path,
        tools: Tools,
        *,
        proxy_url: str,
        ca_file: Path,
        faults: Faults | None = None,
    ) -> None:
        """Remember where; nothing happens before start().

        Rows of `faults` for the hosts `fulcio`, `rekor` and `tsa` strike what clients ask of them.
        """
        self._root = root
        self._tools = tools
        self._proxy_url = proxy_url
        self._ca_file = ca_file
        self._faults = faults or Faults()
        self._open = ExitStack()
        self._home = root
        self._trust = TrustFiles(root)
        self._keys: Keys | None = None
        self.tuf_url = ""

    def __enter__(self) -> Self:
        """Start, unless that was done."""
        if not self.tuf_url:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def start(self) -> None:
        """Start everything and return when all of it answers and the log holds one entry.

        Raises ServiceDownError when a service does not come up, TryAgainLaterError when the only
        timestamp authority this machine has room for is another's. Leaves nothing running then.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            self._root.mkdir(parents=True, exist_ok=True)
            self._home = Path(tempfile.mkdtemp(dir=self._root, prefix="start-"))
            try:
                self._start_once()
            except ServiceDownError:
                # A port that was free a moment ago can be taken; new ones are asked for then.
                lost = self._lost_a_port()
                self.close()
                if not lost or attempt == _ATTEMPTS:
                    raise
            except BaseException:
                self.close()
                raise
            else:
                return

    def close(self) -> None:
        """End every process and thread of this instance; a second call does nothing."""
        self.tuf_url = ""
        self._open.close()

    @property
    def keys(self) -> Keys:
        """The keys that every client believes; raises ServiceDownError before a start."""
        if self._keys is None:
            raise _not_up("sigstore", "was not started")
        return self._keys

    @property
    def trusted_root(self) -> Path:
        """The trusted root, for `cosign --trusted-root`."""
        return self._trust.trusted_root

    @property
    def trusted_root_lines(self) -> Path:
        """The trusted root for `gh attestation verify --custom-trusted-root`."""
        return self._trust.trusted_root_lines

    @property
    def signing_config(self) -> Path:
        """Where signers find the services."""
        return self._trust.signing_config

    @property
    def trust_config(self) -> Path:
        """Both in one, for `sigstore --trust-config`."""
        return self._trust.trust_config

    @property
    def tuf_root(self) -> Path:
        """The first TUF root, with which trust begins."""
        return self._home / "tuf" / ROOT

    def client_env(self) -> dict[str, str]:
        """Return the two variables that make cosign trust this instance, with no flag at all."""
        return {"TUF_MIRROR": self.tuf_url, "TUF_ROOT_JSON": str(self.tuf_root)}

    @property
    def log_directory(self) -> Path:
        """Where the transparency log keeps its checkpoint and tiles."""
        return self._home / "rekor" / "log"

    def log_size(self) -> int:
        """Return how many entries the transparency log holds, the first, which is not ours, too."""
        # C2SP tlog-checkpoint: origin, size, root hash. Rekor replaces the file in one step.
        checkpoint = self.log_directory / "checkpoint"
        return int(checkpoint.read_text().split("\n")[1])

    def _start_once(self) -> None:
        self._keys = keys = Keys.generate()
        files = keys.write(self._home / "keys")
        ports = services.Ports.free()
        ct = HttpServer(CtLog(keys.ct).respond)
        self._open.callback(ct.close)
        held, tsa = self._timestamp_authority(files)
        running = Processes([tsa, *self._log_and_authority(files, ports, ct.url)], hold=held)
        self._open.callback(running.close)
        forwarder = UnixForwarder(Path(tsa.cwd) / services.TSA_SOCKET)
        self._open.callback(forwarder.close)
        endpoints = Endpoints(
            fulcio=f"http://{HOST}:{ports.fulcio}",
            rekor=f"http://{HOST}:{ports.rekor}",
            tsa=forwarder.url,
            ct=ct.url,
        )
        with ThreadPoolExecutor(1) as pool:
            # The log needs a second for its first entry; the rest happens meanwhile.
            primed = pool.submit(_prime_when_up, endpoints.rekor, running.check)
            relayed = self._relayed(endpoints)
            self._trust = write_trust_files(self._home / "trust", keys, relayed)
            tuf_url = self._serve_tuf()
            _wait("fulcio", endpoints.fulcio, running.check)
            _wait("tsa", endpoints.tsa, running.check)
            primed.result()
        self.tuf_url = tuf_url

    def _relayed(self, endpoints: Endpoints) -> Endpoints:
        """Return where clients find the services: behind the table of faults."""
        urls: dict[str, str] = {}
        for name in _HEALTH:
            relay = Relay(name, getattr(endpoints, name), self._faults)
            self._open.callback(relay.close)
            urls[name] = relay.url
        return replace(endpoints, **urls)

    def _timestamp_authority(self, files: KeyFiles) -> tuple[tuple[int, ...], Service]:
        alone = not namespaces_work()
        place = services.Place(binary=self._tools.tsa, directory=self._home / "tsa", keys=files)
        service = services.timestamp_authority(place, alone=alone)
        if not alone:
            return (), service
        descriptor = lock.hold(self._tools.locks / "timestamp-authority")
        self._open.callback(os.close, descriptor)
        return (descriptor,), service

    def _log_and_authority(
        self, files: KeyFiles, ports: services.Ports, ct_url: str
    ) -> tuple[Service, Service]:
        rekor = services.Place(binary=self._tools.rekor, directory=self._home / "rekor", keys=files)
        fulcio = services.Place(
            binary=self._tools.fulcio, directory=self._home / "fulcio", keys=files
        )
        return services.rekor(rekor, ports), services.fulcio(
            fulcio, ports, ct_url=ct_url, proxy_url=self._proxy_url, ca_file=self._ca_file
        )

    def _serve_tuf(self) -> str:
        trust = (self._trust.trusted_root, self._trust.signing_config)
        files = tuf_files({path.name: path.read_bytes() for path in trust})

        def respond(method: str, path: str, _: bytes) -> Answer:
            data = files.get(path.removeprefix("/")) if method == "GET" else None
            return Answer(status=404 if data is None else 200, body=data or b"")

        self.tuf_root.parent.mkdir()
        self.tuf_root.write_bytes(files[ROOT])
        server = HttpServer(respond)
        self._open.callback(server.close)
        return server.url

    def _lost_a_port(self) -> bool:
        logs = (self._home / name / f"{name}.log" for name in _HEALTH)
        return any(lost_a_port(log) for log in logs)


def _prime_when_up(rekor_url: str, check: Callable[[], None]) -> None:
    _wait("rekor", rekor_url, check)
    if not prime(rekor_url):
        raise _not_up("rekor", "does not take its first entry")


def _wait(name: str, url: str, check: Callable[[], None]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while ask(url, "GET", _HEALTH[name]) != HTTPStatus.OK:
        check()
        if time.monotonic() > deadline:
            raise _not_up(name, f"does not answer after {_PATIENCE:.0f} s")
        time.sleep(0.01)


def _not_up(name: str, problem: str) -> ServiceDownError:
    return ServiceDownError(
        f"{name} {problem}",
        expected=f"{name} up within seconds",
        remedy=f"read {name}.log in the world's folder, then try again",
    )
