"""How Fulcio, Rekor and the timestamp authority are started: their flags, and why each is there."""

import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from release.canonical import Json, dump
from tests.rehearsal.sigstore.keys import KeyFiles
from tests.rehearsal.sigstore.loopback import HOST
from tests.rehearsal.sigstore.processes import Service
from tests.rehearsal.sigstore.trust import ISSUER, LOG_NAME

TSA_SOCKET = "tsa.sock"
# Fulcio tries JSON first, and then expects other key names; a comment makes it YAML, whose subset
# JSON is (fulcio v1.8.8 pkg/config/config.go:441-449).
_AS_YAML = b"# the GitHub part of the public instance's configuration\n"
_BASE_ENVIRONMENT = {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Free ports, one per listener that cannot choose its own."""

    fulcio: int
    fulcio_grpc: int
    fulcio_metrics: int
    rekor: int
    rekor_grpc: int
    rekor_metrics: int

    @classmethod
    def free(cls) -> "Ports":
        """Ask the kernel for six different ports; they are free at this moment."""
        with ExitStack() as held:
            sockets = [held.enter_context(socket.socket()) for _ in range(6)]
            for one in sockets:
                one.bind((HOST, 0))
            numbers = [int(one.getsockname()[1]) for one in sockets]
        return cls(
            fulcio=numbers[0],
            fulcio_grpc=numbers[1],
            fulcio_metrics=numbers[2],
            rekor=numbers[3],
            rekor_grpc=numbers[4],
            rekor_metrics=numbers[5],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one service lives: its own folder is its HOME, its working directory and its log's."""

    binary: Path
    directory: Path
    keys: KeyFiles

    def service(self, name: str, argv: Sequence[str], env: Mapping[str, str]) -> Service:
        """Return the process `name`, with nothing of our own environment."""
        self.directory.mkdir(parents=True)
        return Service(
            name=name,
            argv=list(argv),
            env={**_BASE_ENVIRONMENT, "HOME": str(self.directory), **env},
            cwd=str(self.directory),
            log=str(self.directory / f"{name}.log"),
        )


def rekor(place: Place, ports: Ports) -> Service:
    """Return Rekor v2 on files.

    It looks for a new checkpoint once a second. With one made every second the first entry waits
    for the second look, with one every 200 ms for the first: a start of 1.1 s instead of 2.1 s.
    """
    argv = [
        *(str(place.binary), "serve"),
        *(f"--http-address={HOST}", f"--http-port={ports.rekor}"),
        *(f"--grpc-address={HOST}", f"--grpc-port={ports.rekor_grpc}"),
        f"--http-metrics-port={ports.rekor_metrics}",
        *(f"--hostname={LOG_NAME}", f"--signer-filepath={place.keys.rekor_key}"),
        *("--storage-dir=log", "--checkpoint-interval=200ms"),
    ]
    return place.service("rekor", argv, {})


def fulcio(place: Place, ports: Ports, *, ct_url: str, proxy_url: str, ca_file: Path) -> Service:
    """Return Fulcio, configured like the public one for GitHub; it asks the issuer by proxy."""
    argv = [
        *(str(place.binary), "serve"),
        *(f"--host={HOST}", f"--port={ports.fulcio}"),
        *(f"--grpc-host={HOST}", f"--grpc-port={ports.fulcio_grpc}"),
        f"--metrics-port={ports.fulcio_metrics}",
        # An abstract socket is one name for the whole machine; the port makes it ours alone.
        f"--legacy-unix-domain-socket=@u2netp-rehearsal-{ports.fulcio}",
        "--config-path=fulcio.yaml",
        *("--ca=fileca", f"--fileca-cert={place.keys.fulcio_root}"),
        # The password must be given even for a plain key (fulcio v1.8.8 cmd/app/serve.go:228).
        *(f"--fileca-key={place.keys.fulcio_key}", "--fileca-key-passwd="),
        "--fileca-watch=false",
        *(f"--ct-log-url={ct_url}", f"--ct-log-public-key-path={place.keys.ct_public}"),
    ]
    environment = {"HTTPS_PROXY": proxy_url, "SSL_CERT_FILE": str(ca_file)}
    service = place.service("fulcio", argv, environment)
    (place.directory / "fulcio.yaml").write_bytes(_AS_YAML + dump(fulcio_configuration()))
    return service


def timestamp_authority(place: Place, *, alone: bool) -> Service:
    """Return the timestamp authority on a Unix socket.

    It serves metrics on port 2112 of all interfaces, and no flag moves that: unless it is `alone`
    on this machine it runs in a network namespace of its own.
    """
    argv = [
        *(() if alone else ("unshare", "--map-root-user", "--net")),
        *(str(place.binary), "serve"),
        *("--scheme=unix", f"--socket-path={TSA_SOCKET}"),
        # Without this it asks public time servers.
        "--disable-ntp-monitoring",
        *("--timestamp-signer=file", f"--file-signer-key-path={place.keys.tsa_key}"),
        f"--certificate-chain-path={place.keys.tsa_chain}",
    ]
    return place.service("tsa", argv, {})


def fulcio_configuration() -> Json:
    """Return who may ask for a certificate, and what of their token goes into it.

    Copied from the public instance's config/identity/config.yaml, its GitHub part.
    """
    return {
        "oidc-issuers": {
            ISSUER: {
                "issuer-url": ISSUER,
                "client-id": "sigstore",
                "type": "ci-provider",
                "ci-provider": "github-workflow",
            }
        },
        "ci-issuer-metadata": {
            "github-workflow": {
                "default-template-values": {"url": "https://github.com", "environment": ""},
                "extension-templates": dict(_EXTENSIONS),
                "subject-alternative-name-template": "{{ .url }}/{{ .job_workflow_ref }}",
            }
        },
    }


_RUN = "{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}"
_EXTENSIONS: Mapping[str, str] = {
    "github-workflow-trigger": "event_name",
    "github-workflow-sha": "sha",
    "github-workflow-name": "workflow",
    "github-workflow-repository": "repository",
    "github-workflow-ref": "ref",
    "build-signer-uri": "{{ .url }}/{{ .job_workflow_ref }}",
    "build-signer-digest": "job_workflow_sha",
    "runner-environment": "runner_environment",
    "source-repository-uri": "{{ .url }}/{{ .repository }}",
    "source-repository-digest": "sha",
    "source-repository-ref": "ref",
    "source-repository-identifier": "repository_id",
    "source-repository-owner-uri": "{{ .url }}/{{ .repository_owner }}",
    "source-repository-owner-identifier": "repository_owner_id",
    "build-config-uri": "{{ .url }}/{{ .workflow_ref }}",
    "build-config-digest": "workflow_sha",
    "build-trigger": "event_name",
    "run-invocation-uri": _RUN,
    "source-repository-visibility-at-signing": "repository_visibility",
    "deployment-environment": "environment",
}
