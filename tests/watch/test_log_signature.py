"""A signature under our name is found by name or number, if a verifier could believe it."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from release.canonical import dump
from release.errors import TrustRootError
from release.watch.log import signature
from release.watch.log.signature import LoggedSignature, Searched
from tests.core import samples
from tests.instance.authority import Authority
from tests.instance.claims import SAN, Stated, job_of, stated
from tests.instance.signed import Signed, b64
from tests.rehearsal.sigstore.keys import Keys
from tests.sign.samples import PUBLISHER, instance

REPOSITORY = samples.policy().repository
OURS = stated(job_of(PUBLISHER))
OTHERS = stated(replace(job_of(PUBLISHER), repository="somebody/else", repository_id=1, owner_id=2))
HERE = Searched(
    log="log.example",
    repository=REPOSITORY,
    authorities=signature.authorities(instance().trusted_root),
)
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


def body(claims: Stated, authority: Authority | None = None, *, statement: bool = False) -> bytes:
    """Return the entry of a signature by whoever `claims` say."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = Signed(
        message=b"a file",
        signature=key.sign(b"a file", ec.ECDSA(hashes.SHA256())),
        certificate=(authority or instance().authority).issue(key.public_key(), claims, NOW),
        payload=b"{}" if statement else None,
    )
    return made.body_v2[1]


def found(entry: bytes) -> LoggedSignature | None:
    return HERE.look(7, entry)


def test_a_signature_of_ours_is_found_with_its_place_name_and_claims() -> None:
    one = found(body(OURS))
    assert one is not None
    assert (one.where, one.san) == ("log.example entry 7", PUBLISHER.san)
    assert one.claims[21].endswith("/actions/runs/7/attempts/1")
    assert found(body(OURS, statement=True)) is not None
    assert found(body(OTHERS)) is None


NAMED: Mapping[str, Stated] = {
    "another workflow": OURS
    | {SAN: f"{REPOSITORY.url}/.github/workflows/evil.yml@refs/heads/main"},
    "a branch": OURS | {SAN: PUBLISHER.san.replace("main", "side")},
    "another case": OURS | {SAN: PUBLISHER.san.replace("VMAFx/vmafx", "vmafx/VMAFX"), 15: "1"},
    "our number under another name": OTHERS | {15: str(REPOSITORY.id)},
    "our name under another number": OURS | {15: "1", 17: "2"},
    "no claim at all": {SAN: PUBLISHER.san},
    "our number, and no name": {n: text for n, text in OURS.items() if n != SAN},
}


@pytest.mark.parametrize("name", NAMED)
def test_whatever_names_us_is_found(name: str) -> None:
    assert found(body(NAMED[name])) is not None


STRANGE: Mapping[str, Stated] = {
    "a name that begins as ours": OTHERS
    | {SAN: f"{REPOSITORY.url}-evil/.github/workflows/a.yml@b"},
    "our name inside another": OTHERS | {SAN: f"https://evil.example/?{REPOSITORY.url}/x"},
    "our number as somebody's run": OTHERS
    | {21: f"https://github.com/somebody/else/actions/runs/{REPOSITORY.id}"},
}


@pytest.mark.parametrize("name", STRANGE)
def test_who_only_mentions_us_is_somebody_else(name: str) -> None:
    assert found(body(STRANGE[name])) is None


def test_what_no_authority_issued_is_nobodys_whatever_it_says() -> None:
    stranger = Authority(Keys.generate())
    assert found(body(OURS, stranger)) is None
    assert found(body(OURS, instance().authority)) is not None


def test_a_certificate_that_names_us_and_cannot_be_read_is_told() -> None:
    entry = json.loads(body(OURS))
    verifier = entry["spec"]["hashedRekordV002"]["signature"]["verifier"]
    broken = b"0\x82" + f"{REPOSITORY.url}/".encode()
    verifier["x509Certificate"]["rawBytes"] = b64(broken)
    one = found(dump(entry))
    assert one is not None
    assert "cannot be read" in one.san


def test_a_plain_key_and_an_entry_of_another_kind_are_nobodys() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    plain = {"verifier": {"publicKey": {"rawBytes": b64(raw + REPOSITORY.url.encode() + b"/")}}}
    assert found(dump(plain)) is None
    assert found(b"\xff not JSON") is None
    assert found(b"") is None


BROKEN: dict[str, Callable[[Any], object]] = {
    "nobody": lambda d: d.update(certificateAuthorities=[]),
    "no list": lambda d: d.pop("certificateAuthorities"),
    "no chain": lambda d: d["certificateAuthorities"][0].pop("certChain"),
    "no certificate": lambda d: d["certificateAuthorities"][0]["certChain"].update(
        certificates=[{"rawBytes": "AAAA"}]
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_trust_root_without_authorities_is_refused(name: str) -> None:
    document = json.loads(instance().trusted_root)
    assert len(signature.authorities(json.dumps(document).encode())) == 1
    BROKEN[name](document)
    with pytest.raises(TrustRootError):
        signature.authorities(json.dumps(document).encode())
