"""Fetch one artifact, compare its digest, unpack it.

The calls are those of GitHub's results service for this run, as tests/rehearsal/hosts/artifacts.py
lists them, and of the REST API for another run.
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
    """Download; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if problem := _unplayed(inputs):
        return _refuse(problem)
    elsewhere = bool(inputs["github-token"])
    artifact = _from_other_run(inputs) if elsewhere else _from_this_run(inputs)
    if artifact is None:
        return _refuse(f"no artifact {inputs['artifact-ids'] or inputs['name']} in this run")
    data, promised = artifact
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if digest != promised:
        return _refuse(f"digest mismatch: expected {promised}, got {digest}")
    target = Path(inputs["path"] or ".").resolve()
    target.mkdir(parents=True, exist_ok=True)
    zipfile.ZipFile(io.BytesIO(data)).extractall(target)
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as out:
        out.write(f"download-path={target}\n")
    sys.stdout.write(f"{len(data)} bytes, {digest}\n")
    return 0


def _unplayed(inputs: Mapping[str, str]) -> str | None:
    if inputs["pattern"] or inputs["merge-multiple"] != "false" or "," in inputs["artifact-ids"]:
        return "patterns and several artifacts are not played"
    if inputs["digest-mismatch"] != "error":
        return "digest-mismatch must be error"
    if not inputs["artifact-ids"] and not inputs["name"]:
        return "give an id or a name"
    return None


def _from_this_run(inputs: Mapping[str, str]) -> tuple[bytes, str] | None:
    """Return the bytes and the digest the service promises, or None."""
    listing = json.loads(_call("ListArtifacts", {}))
    found = _find(listing["artifacts"], inputs, id_key="database_id")
    if found is None:
        return None
    signed = json.loads(_call("GetSignedArtifactURL", {"name": found["name"]}))
    return _read(signed["signed_url"], {}), found["digest"]


def _from_other_run(inputs: Mapping[str, str]) -> tuple[bytes, str] | None:
    api = f"{os.environ['GITHUB_API_URL']}/repos/{inputs['repository']}/actions"
    headers = {
        "Authorization": f"Bearer {inputs['github-token']}",
        "Accept": "application/vnd.github+json",
    }
    listing = json.loads(_read(f"{api}/runs/{inputs['run-id']}/artifacts?per_page=100", headers))
    found = _find(listing["artifacts"], inputs, id_key="id")
    if found is None:
        return None
    return _read(f"{api}/artifacts/{found['id']}/zip", headers), found["digest"]


def _find(
    artifacts: list[dict[str, str]], inputs: Mapping[str, str], *, id_key: str
) -> dict[str, str] | None:
    wanted = inputs["artifact-ids"]
    for artifact in artifacts:
        if str(artifact[id_key]) == wanted or (not wanted and artifact["name"] == inputs["name"]):
            return artifact
    return None


def _call(method: str, body: Mapping[str, str]) -> bytes:
    url = f"{os.environ['ACTIONS_RESULTS_URL'].rstrip('/')}/{_SERVICE}/{method}"
    headers = {
        "Authorization": f"Bearer {os.environ['ACTIONS_RUNTIME_TOKEN']}",
        "Content-Type": "application/json",
    }
    return _read(url, headers, json.dumps(body).encode())


class _ForgetToken(urllib.request.HTTPRedirectHandler):
    """The object host answers 400 when a token follows the redirect, so none may."""

    def redirect_request(self, *arguments: object) -> urllib.request.Request | None:
        request = super().redirect_request(*arguments)  # type: ignore[arg-type]  # handed on as given
        if request is not None:
            request.remove_header("Authorization")
        return request


def _read(url: str, headers: dict[str, str], data: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - the service's own
    with urllib.request.build_opener(_ForgetToken).open(request, timeout=60) as answer:
        received: bytes = answer.read()
    return received


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for actions/download-artifact: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
