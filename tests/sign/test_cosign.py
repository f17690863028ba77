"""Cosign by explicit arguments: which words and variables it gets, what its failures become."""

import json
from pathlib import Path

import pytest

from release.bundle import Attestation, Bundle
from release.errors import (
    BundleError,
    MissingInputError,
    MissingRightError,
    MissingToolError,
    ReleaseError,
    ServiceDownError,
    SignatureError,
    TrustRootError,
    TryAgainLaterError,
)
from release.sigstore import Cosign, identity_flags, refusal, signing_failure
from tests.sign import samples

TOOL = """#!/bin/sh
if [ "$1" = version ]; then echo '{"gitVersion": "v%s"}'; exit 0; fi
for word in "$@"; do printf '%%s\\n' "$word" >> %s; done
/usr/bin/env > %s
exit %d
"""


def cosign(folder: Path, *, version: str = "3.1.2", code: int = 0, **variables: str) -> Cosign:
    """Return a program that writes down what it was given."""
    tool = folder / "cosign"
    tool.write_text(TOOL % (version, folder / "words", folder / "variables", code))
    tool.chmod(0o755)
    identity = {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t", "ACTIONS_ID_TOKEN_REQUEST_URL": "u"}
    environment = {"PATH": str(folder), "GH_TOKEN": "secret", **variables}
    return Cosign.found(environment, least="3.0.5", identity=identity)


def test_verifying_names_exactly_the_publisher(tmp_path: Path) -> None:
    tool = cosign(tmp_path)
    tool.verify_blob(tmp_path / "file", tmp_path / "bundle", samples.PUBLISHER)
    words = (tmp_path / "words").read_text().splitlines()
    assert words[:3] == ["verify-blob", "--bundle", str(tmp_path / "bundle")]
    assert words[3:-1] == ["--use-signed-timestamps", *identity_flags(samples.PUBLISHER)]


def test_no_flag_is_a_regular_expression_or_weakens_a_check() -> None:
    flags = " ".join(identity_flags(samples.PUBLISHER))
    assert "regexp" not in flags
    assert "insecure" not in flags


def test_a_verifier_sees_neither_tokens_nor_the_job_identity(tmp_path: Path) -> None:
    cosign(tmp_path, TUF_MIRROR="m").verify_blob(Path("f"), Path("b"), samples.PUBLISHER)
    lines = (tmp_path / "variables").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines} - {"PWD", "SHLVL", "_"}
    assert names == {"PATH", "HOME", "TUF_MIRROR"}


def test_a_signer_sees_the_job_identity_too(tmp_path: Path) -> None:
    cosign(tmp_path).sign_blob(tmp_path / "file", tmp_path / "bundle")
    text = (tmp_path / "variables").read_text()
    assert "ACTIONS_ID_TOKEN_REQUEST_URL=u" in text
    assert "GH_TOKEN" not in text


def test_each_call_has_a_home_of_its_own(tmp_path: Path) -> None:
    tool, homes = cosign(tmp_path), set[str]()
    for _ in range(2):
        tool.sign_blob(tmp_path / "file", tmp_path / "bundle")
        lines = (tmp_path / "variables").read_text().splitlines()
        homes |= {line for line in lines if line.startswith("HOME=")}
    assert len(homes) == 2


def test_without_an_identity_nothing_is_started(tmp_path: Path) -> None:
    cosign(tmp_path)
    tool = Cosign.found({"PATH": str(tmp_path)}, least="3.0.5")
    with pytest.raises(MissingRightError):
        tool.sign_blob(tmp_path / "file", tmp_path / "bundle")
    assert not (tmp_path / "words").exists()


@pytest.mark.parametrize("version", ["3.0.4", "2.9.9", "1.13.1"])
def test_a_cosign_below_the_policy_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(MissingToolError):
        cosign(tmp_path, version=version)


@pytest.mark.parametrize("version", ["3.0.5", "3.0.10", "3.1.2", "4.0.0"])
def test_a_cosign_of_the_policy_or_newer_is_taken(tmp_path: Path, version: str) -> None:
    assert cosign(tmp_path, version=version).require_version("3.0.5") == version


def test_no_cosign_on_the_path_is_a_missing_tool(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError):
        Cosign.found({"PATH": str(tmp_path)}, least="3.0.5")


# The last lines of cosign 3.1.2, measured against the real services with faults between them.
PREFIX = "error during command execution: signing b.bin: signing bundle: error signing bundle: "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "getting keypair and token: retrieving ID token: authenticating caller",
            ServiceDownError,
        ),
        ('Fulcio returned 400: {"code":3, "message":"error processing"}', SignatureError),
        ("adding rekor v2 entry: unexpected response: 502 <body>", TryAgainLaterError),
        ("http: read on closed response body", TryAgainLaterError),
        ('Post "http://x": dial tcp: connect: connection refused', ServiceDownError),
        ('Post "http://x": EOF', ServiceDownError),
        ("net/http: request canceled (Client.Timeout exceeded)", ServiceDownError),
        ("tuf refresh failed: no such host", TrustRootError),
        ("create bundle file: open x/b: no such file or directory", MissingInputError),
    ],
)
def test_a_failed_signing_says_whom_to_ask(line: str, expected: type[ReleaseError]) -> None:
    assert type(signing_failure(PREFIX + line)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no matching CertificateIdentity found, last error: expected SAN value", SignatureError),
        ("failed to verify signature: provided artifact digest does not match", SignatureError),
        ("failed to verify log inclusion: not enough verified log entries: 0 < 1", SignatureError),
        ("", SignatureError),
        ("--trusted-root only supported with --new-bundle-format", BundleError),
        ("tuf refresh failed: connection refused", TrustRootError),
        ("expired metadata error: timestamp.json is expired", TrustRootError),
    ],
)
def test_a_refused_bundle_is_never_accepted(text: str, expected: type[ReleaseError]) -> None:
    assert type(refusal("file.bundle", text)) is expected


def test_an_exit_code_other_than_zero_refuses(tmp_path: Path) -> None:
    with pytest.raises(SignatureError):
        cosign(tmp_path, code=1).verify_blob(Path("f"), Path("b"), samples.PUBLISHER)


SOMEBODY = samples.made_by("https://somebody.example")
GOOD = json.loads(samples.blob_bundle(b"x", SOMEBODY))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        json.dumps({**GOOD, "mediaType": "application/vnd.dev.sigstore.bundle.v0.2+json"}).encode(),
        json.dumps({"mediaType": GOOD["mediaType"]}).encode(),
        samples.attestation(b"{}", SOMEBODY),
    ],
)
def test_what_is_no_bundle_over_a_file_is_refused(data: bytes) -> None:
    with pytest.raises(BundleError):
        Bundle.parse(data, what="file.bundle")


def test_a_statement_is_read_out_of_its_bundle() -> None:
    data = samples.attestation(b'{"a": 1}', SOMEBODY)
    assert Attestation.parse(data, what="x").statement == b'{"a": 1}'


@pytest.mark.parametrize("data", [samples.blob_bundle(b"x", SOMEBODY), b"{}"])
def test_what_holds_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(BundleError):
        Attestation.parse(data, what="provenance")
