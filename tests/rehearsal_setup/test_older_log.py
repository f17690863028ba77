"""What real cosign and real Fulcio make is what the instance of the everyday tests makes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from release.bundle import Attestation, Bundle, Shape
from release.canonical import dump
from release.verify.identity import Judge, TrustFile
from tests.instance.claims import stated
from tests.instance.instance import Instance
from tests.instance.rekor_v1 import RekorV1
from tests.instance.samples import FILE, PUBLISHER, STATEMENT
from tests.rehearsal.sigstore import Sigstore
from tests.rehearsal.sigstore.loopback import HttpServer
from tests.rehearsal_setup.client import Client
from tests.rehearsal_setup.conftest import JOB

pytestmark = pytest.mark.rehearsal

_FULCIO = "1.3.6.1.4.1.57264.1."


@pytest.fixture
def older(sigstore: Sigstore, tmp_path: Path) -> Iterator[Path]:
    """Return a signing configuration like the public one: with Rekor v1."""
    server = HttpServer(RekorV1(sigstore.keys).respond)
    config = json.loads(sigstore.signing_config.read_bytes())
    config["rekorTlogUrls"][0] |= {"url": server.url, "majorApiVersion": 1}
    path = tmp_path / "signing_config.json"
    path.write_bytes(dump(config))
    yield path
    server.close()


@pytest.fixture
def made(
    client: Client, sigstore: Sigstore, job: dict[str, str], request: pytest.FixtureRequest
) -> tuple[bytes, bytes]:
    """Return the bundles that cosign makes of the samples, in the shape that is asked for."""
    flags = ["--yes", "--trusted-root", str(sigstore.trusted_root)]
    newer = sigstore.signing_config
    config = request.getfixturevalue("older") if request.param is Shape.REKOR_V1 else newer
    flags += ["--signing-config", str(config)]
    (client.home / "file").write_bytes(FILE)
    (client.home / "statement").write_bytes(STATEMENT)
    client.expect("cosign", "sign-blob", *flags, "--bundle", "b", "file", env=job)
    client.expect(
        "cosign", "attest-blob", *flags, "--bundle", "a", "--statement", "statement", env=job
    )
    return (client.home / "b").read_bytes(), (client.home / "a").read_bytes()


BOTH = pytest.mark.parametrize("made", list(Shape), indirect=True)


@BOTH
def test_cosign_makes_bundles_of_our_shapes_and_we_accept_them(
    made: tuple[bytes, bytes], sigstore: Sigstore, request: pytest.FixtureRequest
) -> None:
    shape = request.node.callspec.params["made"]
    blob, attestation = made
    assert Bundle.parse(blob, what="b").shape is shape
    assert Attestation.parse(attestation, what="a").shape is shape
    judge = Judge(TrustFile(sigstore.trusted_root))
    judge.verify_file(FILE, blob, PUBLISHER)
    assert judge.verify_statement(attestation, PUBLISHER) == STATEMENT


@BOTH
def test_the_instance_writes_every_field_that_cosign_writes_and_no_other(
    made: tuple[bytes, bytes], sigstore: Sigstore, request: pytest.FixtureRequest
) -> None:
    shape = request.node.callspec.params["made"]
    instance, claims = Instance(sigstore.keys), stated(JOB)
    ours = (
        instance.sign_blob(FILE, claims, shape),
        instance.attest(STATEMENT, claims, shape),
    )
    assert [_fields(json.loads(one)) for one in ours] == [_fields(json.loads(one)) for one in made]


@pytest.mark.parametrize("made", [Shape.REKOR_V2], indirect=True)
def test_the_instance_states_in_a_certificate_what_fulcio_states(
    made: tuple[bytes, bytes], sigstore: Sigstore
) -> None:
    ours = Instance(sigstore.keys).sign_blob(FILE, stated(JOB), Shape.REKOR_V2)
    assert _stated(ours) == _stated(made[0])


def _fields(value: Any) -> Any:  # noqa: ANN401 # parsed JSON
    """Return the names in a document, without what stands there."""
    if isinstance(value, dict):
        return {key: _fields(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fields(inner) for inner in value[:1]]
    return type(value).__name__


def _stated(bundle: bytes) -> list[tuple[str, bool, object]]:
    """Return the extensions of the certificate, in order; the SCT without its signature."""
    certificate = x509.load_der_x509_certificate(Bundle.parse(bundle, what="b").certificate)
    return [
        (
            extension.oid.dotted_string,
            extension.critical,
            getattr(extension.value, "value", None)
            if extension.oid.dotted_string.startswith(_FULCIO)
            else type(extension.value).__name__,
        )
        for extension in certificate.extensions
    ]
