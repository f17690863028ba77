"""The trust files say what they are, in the form each client wants."""

import base64
import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.rehearsal.sigstore.ct_log import CtLog, without_poison
from tests.rehearsal.sigstore.keys import Keys
from tests.rehearsal.sigstore.trust import Endpoints, TrustFiles, write_trust_files

HERE = "http://127.0.0.1:1"
ENDPOINTS = Endpoints(fulcio=HERE, rekor=HERE, tsa=HERE, ct=HERE)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.generate()


@pytest.fixture
def files(keys: Keys, tmp_path: Path) -> TrustFiles:
    return write_trust_files(tmp_path / "trust", keys, ENDPOINTS)


def test_every_certificate_says_that_it_is_a_rehearsal(keys: Keys) -> None:
    for certificate in (keys.fulcio_root, *keys.tsa_chain):
        organisations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        assert [one.value for one in organisations] == ["u2netp-mirror rehearsal, not GitHub"]
        assert len(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)) == 1


def test_gh_gets_one_root_on_one_ended_line(files: TrustFiles) -> None:
    text = files.trusted_root_lines.read_text()
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert json.loads(text) == json.loads(files.trusted_root.read_text())


def test_sigstore_python_gets_both_files_in_one(files: TrustFiles) -> None:
    both = json.loads(files.trust_config.read_text())
    assert both["trustedRoot"] == json.loads(files.trusted_root.read_text())
    assert both["signingConfig"] == json.loads(files.signing_config.read_text())


def test_private_keys_are_for_their_owner_alone(keys: Keys, tmp_path: Path) -> None:
    written = keys.write(tmp_path / "keys")
    assert {path.stat().st_mode & 0o077 for path in written.directory.glob("*.key")} == {0}


def test_the_ct_stand_in_refuses_a_certificate_that_is_no_pre_certificate(keys: Keys) -> None:
    with pytest.raises(ValueError, match="not a pre-certificate"):
        without_poison(_der(keys.fulcio_root))


@pytest.mark.parametrize("chain", ["", "[]", '["AAAA"]', '["AAAA", "AAAA"]', "{"])
def test_the_ct_stand_in_answers_400_to_nonsense(keys: Keys, chain: str) -> None:
    body = f'{{"chain": {chain}}}'.encode()
    assert CtLog(keys.ct).respond("POST", "/ct/v1/add-pre-chain", body).status == 400


def test_the_ct_stand_in_serves_nothing_else(keys: Keys) -> None:
    assert CtLog(keys.ct).respond("GET", "/ct/v1/get-sth", b"").status == 404


def test_removing_the_poison_leaves_the_final_certificates_content(keys: Keys) -> None:
    subject = keys.fulcio_root
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject.subject)
        .issuer_name(subject.subject)
        .public_key(ec.generate_private_key(ec.SECP256R1()).public_key())
        .serial_number(7)
        .not_valid_before(subject.not_valid_before_utc)
        .not_valid_after(subject.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    final = builder.sign(keys.fulcio, SHA256())
    poisoned = builder.add_extension(x509.PrecertPoison(), critical=True)
    precertificate = poisoned.sign(keys.fulcio, SHA256())
    assert without_poison(_der(precertificate)) == final.tbs_certificate_bytes
    chain = [base64.b64encode(_der(one)).decode() for one in (precertificate, subject)]
    body = json.dumps({"chain": chain}).encode()
    assert CtLog(keys.ct).respond("POST", "/ct/v1/add-pre-chain", body).status == 200


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
