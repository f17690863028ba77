"""Zip a file or a folder and store it as an artifact of the run.

The calls are those of GitHub's results service, as tests/rehearsal/hosts/artifacts.py lists them.
"""

import hashlib
import io
import json
import os
import sys
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

_SERVICE = "twirp/github.actions.results.api.v1.ArtifactService"


def main() -> int:
    """Upload; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if inputs["overwrite"] != "false" or any(sign in inputs["path"].strip() for sign in "*?\n"):
        return _refuse("overwrite, patterns and several paths are not played")
    root = Path(inputs["path"].strip())
    files = _files(root, hidden=inputs["include-hidden-files"] == "true")
    if not files:
        sys.stderr.write(f"No files were found with the provided path: {root}\n")
        return 1 if inputs["if-no-files-found"] == "error" else 0
    data = _zip(files, int(inputs["compression-level"]))
    digest = hashlib.sha256(data).hexdigest()
    _output(_store(inputs["name"], data, digest), digest)
    return 0


def _files(root: Path, *, hidden: bool) -> dict[str, Path]:
    """Return name in the archive → file; a folder's own name is not part of it."""
    if root.is_file():
        return {root.name: root}
    found = {str(path.relative_to(root)): path for path in sorted(root.rglob("*"))}
    return {
        name: path
        for name, path in found.items()
        if path.is_file() and (hidden or not any(part.startswith(".") for part in Path(name).parts))
    }


def _zip(files: Mapping[str, Path], level: int) -> bytes:
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method, compresslevel=level or None) as archive:
        for name, path in files.items():
            archive.write(path, name)
    return out.getvalue()


def _store(name: str, data: bytes, digest: str) -> str:
    """Store `data` and return the id of the artifact."""
    _put(_call("CreateArtifact", {"name": name})["signed_upload_url"], data)
    final = {"name": name, "size": str(len(data)), "hash": f"sha256:{digest}"}
    return _call("FinalizeArtifact", final)["artifact_id"]


def _call(method: str, body: Mapping[str, str]) -> dict[str, str]:
    url = f"{os.environ['ACTIONS_RESULTS_URL'].rstrip('/')}/{_SERVICE}/{method}"
    headers = {
        "Authorization": f"Bearer {os.environ['ACTIONS_RUNTIME_TOKEN']}",
        "Content-Type": "application/json",
    }
    answer: dict[str, str] = json.loads(_send(url, "POST", json.dumps(body).encode(), headers))
    return answer


def _put(url: str, data: bytes) -> None:
    headers = {"x-ms-blob-type": "BlockBlob", "Content-Type": "application/zip"}
    _send(url, "PUT", data, headers)


def _send(url: str, method: str, data: bytes, headers: dict[str, str]) -> bytes:
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - the service's own
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
        received: bytes = answer.read()
    return received


def _output(artifact_id: str, digest: str) -> None:
    server, repository = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_REPOSITORY"]
    url = (
        f"{server}/{repository}/actions/runs/{os.environ['GITHUB_RUN_ID']}/artifacts/{artifact_id}"
    )
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as out:
        out.write(f"artifact-id={artifact_id}\nartifact-digest={digest}\nartifact-url={url}\n")
    sys.stdout.write(f"artifact {artifact_id}, sha256:{digest}\n")


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for actions/upload-artifact: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
