"""Artifacts of runs: the service that upload-artifact and download-artifact talk to.

The protocol is GitHub's results service cut to what a whole file in one piece needs. Every call is
`POST https://<HOST><SERVICE>/<method>` with a JSON body and `Authorization: Bearer <token>`;
the runtime token decides the run.

| method               | body                       | answer                                     |
|----------------------|----------------------------|--------------------------------------------|
| CreateArtifact       | name                       | ok, signed_upload_url                      |
| (PUT of the bytes)   | to signed_upload_url       | 201                                        |
| FinalizeArtifact     | name, size, hash           | ok, artifact_id                            |
| ListArtifacts        | name_filter?, id_filter?   | artifacts: database_id, name, size, digest |
| GetSignedArtifactURL | name                       | name, signed_url                           |
| (GET of the bytes)   | from signed_url            | 200                                        |

Ids and sizes travel as strings of digits; `hash` and `digest` are `sha256:<hex>` of the bytes,
which are one zip file. A finished name cannot be used again in its run: 409. Errors are
`{"code": …, "msg": …}`. The blob host refuses a call that carries a token: 400. An artifact of
another run comes through `GET /repos/{owner}/{repo}/actions/artifacts/{id}/zip` of the API, which
needs actions: read and answers with a redirect to the blob host.

    url = call("CreateArtifact", {"name": "graph"})["signed_upload_url"]
    put(url, zipped)
    done = call("FinalizeArtifact", {"name": "graph", "size": str(len(zipped)), "hash": digest})
    done["artifact_id"]
"""

import hashlib
import io
import re
import secrets
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.rehearsal.hosts.document import Document
from tests.rehearsal.hosts.exchange import Json, RefusedError, Request, Response
from tests.rehearsal.hosts.network import Network, unsupported
from tests.rehearsal.hosts.state import now
from tests.rehearsal.hosts.tokens import token_of

HOST = "results-receiver.actions.githubusercontent.com"
BLOBS = "productionresultssa0.blob.core.windows.net"
SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService"
_FIRST_ID = 5_000_000
_NAME = re.compile(r'[^":<>|*?\r\n\\/]{1,255}')


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArtifact:
    """An artifact of a run; its bytes are a zip file at `path`."""

    id: int
    run_id: int
    name: str
    size: int
    digest: str  # sha256:<hex> of the zip file
    path: Path
    created_at: str
    done: bool = False
    expired: bool = False


class Artifacts:
    """The store, the service and the verbs of the test side."""

    def __init__(self, root: Path) -> None:
        """Keep the bytes below `root`."""
        self._root = root
        self._lock = threading.RLock()
        self._runs: dict[str, int] = {}
        self._stored: dict[int, StoredArtifact] = {}
        self._signed: dict[str, tuple[int, str]] = {}  # signature → artifact, method
        root.mkdir(parents=True, exist_ok=True)

    def mount(self, network: Network) -> None:
        """Answer for the service and for the blob host."""
        network.mount(HOST, self._answer)
        network.mount(BLOBS, self._blob)

    def runtime_token(self, run_id: int) -> str:
        """Return a new token for the jobs of the run `run_id`."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._runs[token] = run_id
        return token

    def of_run(self, run_id: int) -> tuple[StoredArtifact, ...]:
        """Return the finished artifacts of a run, in the order of their ids."""
        return tuple(artifact for artifact in self.all() if artifact.run_id == run_id)

    def all(self) -> tuple[StoredArtifact, ...]:
        """Return every finished artifact, in the order of their ids."""
        with self._lock:
            return tuple(artifact for artifact in self._stored.values() if artifact.done)

    def signed_url(self, artifact: StoredArtifact, method: str = "GET") -> str:
        """Return an address that gives (or, for PUT, takes) the bytes to whoever knows it."""
        signature = secrets.token_urlsafe(32)
        with self._lock:
            self._signed[signature] = (artifact.id, method)
        return f"https://{BLOBS}/actions-results/{artifact.id}?sig={signature}"

    def leave(self, run_id: int, name: str, data: bytes) -> int:
        """Store a finished artifact as a job of the run did, and return its id."""
        created = self._create(run_id, Document({"name": name}))
        made = self._find(run_id, name)
        if made is None:
            raise ValueError(created.body)
        made.path.write_bytes(data)
        self._stored[made.id] = replace(made, size=len(data), digest=_digest(data), done=True)
        return made.id

    def tamper(
        self,
        run_id: int,
        artifact_name: str,
        file_name: str,
        function: Callable[[bytes], bytes],
        *,
        keep_digest: bool = False,
    ) -> None:
        """Change one file inside an artifact, as somebody who controls the store could.

        The stored digest follows the new bytes, so that only the receiver's own knowledge can
        tell; with `keep_digest` the store contradicts itself instead. Raises KeyError.
        """
        with self._lock:
            found = self._find(run_id, artifact_name)
            if found is None or not found.done:
                raise KeyError(artifact_name)
            data = _rezip(found.path.read_bytes(), file_name, function)
            digest = found.digest if keep_digest else _digest(data)
            found.path.write_bytes(data)
            self._stored[found.id] = replace(found, size=len(data), digest=digest)

    def expire(self, run_id: int, artifact_name: str) -> None:
        """Let an artifact's lifetime end. Raises KeyError."""
        with self._lock:
            found = self._find(run_id, artifact_name)
            if found is None:
                raise KeyError(artifact_name)
            self._stored[found.id] = replace(found, expired=True)

    def _find(self, run_id: int, name: str) -> StoredArtifact | None:
        rows = self._stored.values()
        return next((row for row in rows if (row.run_id, row.name) == (run_id, name)), None)

    def _answer(self, request: Request) -> Response:
        method = _METHODS.get(request.path.removeprefix(SERVICE + "/"))
        if method is None or request.method != "POST" or not request.path.startswith(SERVICE):
            return unsupported(request)
        with self._lock:
            run_id = self._runs.get(token_of(request) or "")
            if run_id is None:
                return _error(401, "unauthenticated", "the runtime token is not valid")
            try:
                return method(self, run_id, Document.of(request))
            except RefusedError as refusal:
                return _error(400, "invalid_argument", refusal.message)

    def _create(self, run_id: int, body: Document) -> Response:
        name = body.need("name")
        if not _NAME.fullmatch(name):
            return _error(400, "invalid_argument", f"the artifact name {name!r} is not valid")
        found = self._find(run_id, name)
        if found is not None and found.done:
            text = "an artifact with this name already exists on the workflow run"
            return _error(409, "already_exists", text)
        number = found.id if found else _FIRST_ID + len(self._stored) + 1
        path = self._root / f"{number}.zip"
        self._stored[number] = artifact = StoredArtifact(
            id=number, run_id=run_id, name=name, size=0, digest="", path=path, created_at=now()
        )
        url = self.signed_url(artifact, "PUT")
        return Response.json(200, {"ok": True, "signed_upload_url": url})

    def _finalize(self, run_id: int, body: Document) -> Response:
        found = self._find(run_id, body.need("name"))
        if found is None or not found.path.exists():
            return _error(404, "not_found", "nothing was uploaded under this name")
        if found.done:
            return _error(409, "already_exists", "the artifact is finished")
        data = found.path.read_bytes()
        if (body.need("size"), body.need("hash")) != (str(len(data)), _digest(data)):
            return _error(400, "invalid_argument", "size or hash is not that of the upload")
        self._stored[found.id] = replace(found, size=len(data), digest=_digest(data), done=True)
        return Response.json(200, {"ok": True, "artifact_id": str(found.id)})

    def _list(self, run_id: int, body: Document) -> Response:
        name, number = body.text("name_filter"), body.text("id_filter")
        rows: list[Json] = [
            {
                "database_id": str(row.id),
                "name": row.name,
                "size": str(row.size),
                "digest": row.digest,
                "created_at": row.created_at,
            }
            for row in self.of_run(run_id)
            if name in {None, row.name} and number in {None, str(row.id)} and not row.expired
        ]
        return Response.json(200, {"artifacts": rows})

    def _sign(self, run_id: int, body: Document) -> Response:
        found = self._find(run_id, body.need("name"))
        if found is None or not found.done or found.expired:
            return _error(404, "not_found", "no such artifact in this run")
        return Response.json(200, {"name": found.name, "signed_url": self.signed_url(found)})

    def _blob(self, request: Request) -> Response:
        if request.header("Authorization"):
            return Response.text(400, "<Code>InvalidAuthenticationInfo</Code>", "application/xml")
        with self._lock:
            number, method = self._signed.get(request.query.get("sig", ""), (0, ""))
            if request.verb != method or request.path != f"/actions-results/{number}":
                return Response.text(403, "<Code>AuthenticationFailed</Code>", "application/xml")
            path = self._stored[number].path
        if method == "PUT":
            path.write_bytes(request.body)
            return Response(status=201)
        return Response.data(path.read_bytes(), "application/zip")


_METHODS: dict[str, Callable[[Artifacts, int, Document], Response]] = {
    "CreateArtifact": Artifacts._create,  # noqa: SLF001 -- the table of the class above
    "FinalizeArtifact": Artifacts._finalize,  # noqa: SLF001
    "ListArtifacts": Artifacts._list,  # noqa: SLF001
    "GetSignedArtifactURL": Artifacts._sign,  # noqa: SLF001
}


def _error(status: int, code: str, text: str) -> Response:
    return Response.json(status, {"code": code, "msg": text})


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _rezip(data: bytes, file_name: str, function: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        old.getinfo(file_name)  # KeyError when it is not there
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, function(content) if info.filename == file_name else content)
    return target.getvalue()
