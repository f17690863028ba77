"""A log checkpoint counts when the key in the trust root signed it, under the log's own name."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from release.errors import ReleaseError, ServiceDownError, SignatureError, TrustRootError
from release.watch.log.note import logs, read
from tests.instance.signed import b64
from tests.rehearsal.sigstore.trust import LOG_NAME, LOG_V1_NAME
from tests.sign.samples import instance
from tests.watch.memory_log import KEY, MemoryLog, note

LOG = MemoryLog.of(5)
GOOD = LOG.note()
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
TEXT = GOOD.decode().partition("\n\n")[0] + "\n"
NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def signed(text: str) -> bytes:
    return note(LOG.log, KEY, text)


def with_line(line: str) -> bytes:
    return GOOD + f"\u2014 {line}\n".encode()


def test_what_the_log_signed_is_its_size_and_root() -> None:
    found = read(GOOD, LOG.log)
    assert (found.origin, found.size, found.note) == (LOG.origin, 5, GOOD)
    assert signed(TEXT) == GOOD


WELL = {
    "a witness": with_line(f"witness.example {b64(b'abcd' + b'x' * 64)}"),
    "another key of the log": with_line(f"{LOG.origin} {b64(b'abcd' + b'x' * 64)}"),
    "a line that is none": with_line("?"),
    "an extension": signed(TEXT + "and a word\n"),
}


@pytest.mark.parametrize("name", WELL)
def test_what_stands_beside_the_signature_is_not_ours_to_judge(name: str) -> None:
    assert read(WELL[name], LOG.log).size == 5


WRONG: dict[str, tuple[bytes, type[ReleaseError]]] = {
    "another key": (note(LOG.log, OTHER, TEXT), SignatureError),
    "another size": (GOOD.replace(b"\n5\n", b"\n6\n"), SignatureError),
    "no signature": (TEXT.encode() + b"\n", SignatureError),
    "signed under another name": (
        note(replace(LOG, origin="evil.example").log, KEY, TEXT),
        SignatureError,
    ),
    "another origin": (signed(TEXT.replace(LOG.origin, "evil.example")), ServiceDownError),
    "a size with a sign": (signed(TEXT.replace("\n5\n", "\n+5\n")), ServiceDownError),
    "a size with a zero": (signed(TEXT.replace("\n5\n", "\n05\n")), ServiceDownError),
    "a size of other digits": (signed(TEXT.replace("\n5\n", "\n\u0665\n")), ServiceDownError),
    "a short root": (signed(f"{LOG.origin}\n5\n{b64(b'x' * 31)}\n"), ServiceDownError),
    "a page": (b"<html>come back later</html>", ServiceDownError),
    "no text": (b"\xff\xfe", ServiceDownError),
    "nothing": (b"", ServiceDownError),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_log_did_not_sign_is_refused(name: str) -> None:
    data, expected = WRONG[name]
    with pytest.raises(expected):
        read(data, LOG.log)


def rooted(change: Callable[[Any], object] = lambda _: None) -> bytes:
    """Return the trust root of the samples, changed."""
    document = json.loads(instance().trusted_root)
    change(document)
    return json.dumps(document).encode()


def ended(days: int) -> bytes:
    """Return a trust root whose log on tiles ended `days` days ago."""
    end = (NOW - dt.timedelta(days=days)).isoformat().replace("+00:00", "Z")
    return rooted(lambda d: d["tlogs"][0]["publicKey"]["validFor"].update(end=end))


def test_the_logs_are_those_of_the_trust_root_and_one_without_tiles_is_named() -> None:
    found, others = logs(rooted(), NOW)
    assert ([log.origin for log in found], others) == ([LOG_NAME], (LOG_V1_NAME,))


def test_a_log_is_read_until_a_month_after_its_end() -> None:
    assert [len(logs(ended(days), NOW)[0]) for days in (-9, 29, 31)] == [1, 1, 0]


BROKEN: dict[str, Callable[[Any], object]] = {
    "no logs": lambda d: d.pop("tlogs"),
    "a log without a key": lambda d: d["tlogs"][0].pop("publicKey"),
    "a log of no host": lambda d: d["tlogs"][0].update(baseUrl="rekor"),
    "a key of another kind": lambda d: d["tlogs"][1]["publicKey"].update(keyDetails="PKIX_ED25519"),
    "no key": lambda d: d["tlogs"][0]["publicKey"].update(rawBytes="AAAA"),
    "an end that is no time": lambda d: d["tlogs"][0]["publicKey"].update(validFor={"end": "soon"}),
    "a list": lambda d: d.update(tlogs=[[]]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_trust_root_that_names_no_logs_is_refused(name: str) -> None:
    assert logs(rooted(), NOW)
    with pytest.raises(TrustRootError):
        logs(rooted(BROKEN[name]), NOW)
