"""Sigstore bundles as documents: one of the two shapes we publish, or refused.

What a bundle proves is for cosign and sigstore-python to say. But they leave room, each in another
place: fields nobody reads, Base64 that is not canonical, two clocks of which one has to be right.
So what they are asked about is a document without room: every field known, none beside them, each
written in its one spelling, and what is said twice said alike.

The shapes: a log entry of Rekor v1 (promise, time, shard) or of Rekor v2 (neither), a proof with a
log checkpoint, one certificate, one timestamp. Sources: protobuf-specs, sigstore_bundle.proto and
sigstore_rekor.proto; the log checkpoint is C2SP's tlog-checkpoint.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from enum import Enum

from release import canonical
from release.canonical import invalid
from release.errors import BundleError, InvalidRecordError
from release.shape import Table

BUNDLE_LIMIT = 1 << 20
PREDICATE = "https://slsa.dev/provenance/v1"
"""The kind of statement that a release's provenance makes."""

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
_HASH = 32  # bytes of a SHA-256
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_LAST_SECOND = 253402300799
"""Of the year 9999, in seconds since 1970: sigstore-python cannot read a later time, and ends."""

_MOST_HASHES = 64
"""The proof in a tree of 2^64 entries."""


class Shape(Enum):
    """Which kind of log a bundle's entry is in; the two shapes we accept differ by that."""

    REKOR_V1 = "rekor-v1"
    REKOR_V2 = "rekor-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A Sigstore bundle over a file: its bytes, its shape, and the certificate in them."""

    data: bytes
    shape: Shape
    certificate: bytes

    @classmethod
    def parse(cls, data: bytes, *, what: str) -> "Bundle":
        """Read a bundle over a file; raises BundleError for any other document."""
        try:
            top = _top(data, "messageSignature")
            _message(top.table("messageSignature"))
            shape, certificate = _material(top.table("verificationMaterial"), "hashedrekord")
            top.end()
        except InvalidRecordError as error:
            raise malformed(what, f"is no bundle over a file: {error.problem}") from error
        return cls(data=data, shape=shape, certificate=certificate)

    def by_each_clock(self) -> tuple[bytes, ...]:
        """Return the documents that must all be verified, so that every clock in it is right."""
        return _by_each_clock(self.data, self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A Sigstore bundle over an in-toto statement, with the statement's bytes."""

    data: bytes
    shape: Shape
    certificate: bytes
    statement: bytes

    @classmethod
    def parse(cls, data: bytes, *, what: str) -> "Attestation":
        """Read a bundle over a statement; raises BundleError for any other document."""
        try:
            top = _top(data, "dsseEnvelope")
            statement = _envelope(top.table("dsseEnvelope"))
            shape, certificate = _material(top.table("verificationMaterial"), "dsse")
            top.end()
        except InvalidRecordError as error:
            raise malformed(what, f"is no bundle over a statement: {error.problem}") from error
        return cls(data=data, shape=shape, certificate=certificate, statement=statement)

    def by_each_clock(self) -> tuple[bytes, ...]:
        """Return the documents that must all be verified, so that every clock in it is right."""
        return _by_each_clock(self.data, self.shape)


def malformed(what: str, problem: str) -> BundleError:
    """Return the error for the file `what`, which is not the bundle it should be."""
    return BundleError(
        f"{what} {problem}",
        expected="a Sigstore bundle, version 0.3, with one log entry and one timestamp",
        remedy=f"download {what} again from the release",
    )


def _top(data: bytes, content: str) -> Table:
    if len(data) > BUNDLE_LIMIT:
        raise invalid("bundle", f"is longer than {BUNDLE_LIMIT} bytes")
    top = Table(canonical.load(data, what="bundle"), path="bundle")
    top.literal("mediaType", MEDIA_TYPE)
    if not top.has(content):
        raise invalid(f"bundle.{content}", "is missing")
    return top


def _message(table: Table) -> None:
    digest = table.table("messageDigest")
    digest.literal("algorithm", "SHA2_256")
    _bytes(digest, "digest", size=_HASH)
    digest.end()
    _bytes(table, "signature")
    table.end()


def _envelope(table: Table) -> bytes:
    table.literal("payloadType", PAYLOAD_TYPE)
    payload = _bytes(table, "payload")
    signature = _only(table, "signatures")
    _bytes(signature, "sig")
    signature.end()
    table.end()
    return payload


def _material(table: Table, kind: str) -> tuple[Shape, bytes]:
    """Return shape and certificate; `kind` is what Rekor v1 calls such an entry."""
    certificate = table.table("certificate")
    data = _bytes(certificate, "rawBytes")
    certificate.end()
    shape = _entry(_only(table, "tlogEntries"), kind)
    times = table.table("timestampVerificationData")
    stamp = _only(times, "rfc3161Timestamps")
    _bytes(stamp, "signedTimestamp")
    for one in (stamp, times, table):
        one.end()
    return shape, data


def _entry(table: Table, kind: str) -> Shape:
    version = table.table("kindVersion")
    named = (version.text("kind"), version.text("version"))
    version.end()
    shapes = {(kind, "0.0.1"): Shape.REKOR_V1, ("hashedrekord", "0.0.2"): Shape.REKOR_V2}
    if (shape := shapes.get(named)) is None:
        raise invalid("bundle.kindVersion", f"is {named[0][:40]!r}, {named[1][:40]!r}")
    log = table.table("logId")
    _bytes(log, "keyId", size=_HASH)
    log.end()
    _bytes(table, "canonicalizedBody")
    index, position = _number(table, "logIndex"), _proof(table.table("inclusionProof"), shape)
    if shape is Shape.REKOR_V1:
        _promise(table)
    elif index != position:
        raise invalid("bundle.logIndex", "is not the index that is proved")
    table.end()
    return shape


def _promise(table: Table) -> None:
    """Read what Rekor v1 alone says: it promises the entry, and when it took it."""
    if _number(table, "integratedTime", minimum=1) > _LAST_SECOND:
        raise invalid("bundle.integratedTime", "is a time that no calendar has")
    promise = table.table("inclusionPromise")
    _bytes(promise, "signedEntryTimestamp")
    promise.end()


def _proof(table: Table, shape: Shape) -> int:
    """Return the index that is proved: within its shard in Rekor v1, in all in Rekor v2."""
    index, size = _number(table, "logIndex"), _number(table, "treeSize", minimum=1)
    if index >= size:
        raise invalid("bundle.inclusionProof", "proves an entry beyond its tree")
    root = _bytes(table, "rootHash", size=_HASH)
    hashes = table.texts("hashes")
    if len(hashes) > _MOST_HASHES or any(len(_decoded(h, "hashes")) != _HASH for h in hashes):
        raise invalid("bundle.hashes", f"are not at most {_MOST_HASHES} hashes of {_HASH} bytes")
    checkpoint = table.table("checkpoint")
    _checkpoint(checkpoint.text("envelope"), size, root, shape)
    checkpoint.end()
    table.end()
    return index


def _checkpoint(note: str, size: int, root: bytes, shape: Shape) -> None:
    """Compare the log checkpoint with the tree it is given for; its signature is for others."""
    origin, *lines = note.split("\n")
    if lines[:3] != [str(size), base64.b64encode(root).decode(), ""]:
        raise invalid("bundle.checkpoint", "speaks of another tree than the proof")
    # A shard is named by its number; sigstore-go tells the kinds of log apart by that alone.
    if (re.fullmatch(r"\S+ - [0-9]+", origin) is not None) is not (shape is Shape.REKOR_V1):
        raise invalid("bundle.checkpoint", f"is not that of a {shape.value} log")


def _by_each_clock(data: bytes, shape: Shape) -> tuple[bytes, ...]:
    """Return what must be verified for every clock to be right.

    Rekor v1 entries carry two, and sigstore-python 4.5 is content with one: beside a good promise
    it drops a timestamp that does not hold. Without the promise, only the timestamp is left.
    """
    if shape is Shape.REKOR_V2:
        return (data,)
    document = json.loads(data)
    (entry,) = document["verificationMaterial"]["tlogEntries"]
    del entry["inclusionPromise"], entry["integratedTime"]
    return data, json.dumps(document).encode()


def _only(table: Table, key: str) -> Table:
    found = table.tables(key)
    if len(found) != 1:
        raise invalid(f"bundle.{key}", f"has {len(found)} entries, not one")
    return found[0]


def _number(table: Table, key: str, *, minimum: int = 0) -> int:
    """Return a whole number, which protobuf's JSON writes as text."""
    text = table.text(key)
    if not _NUMBER.fullmatch(text) or int(text) < minimum:
        raise invalid(f"bundle.{key}", f"is not a whole number of at least {minimum}")
    return int(text)


def _bytes(table: Table, key: str, *, size: int | None = None) -> bytes:
    data = _decoded(table.text(key), key)
    if size is not None and len(data) != size:
        raise invalid(f"bundle.{key}", f"has {len(data)} bytes, not {size}")
    return data


def _decoded(text: str, key: str) -> bytes:
    """Return what `text` stands for; there is one way to write it, and no other is taken."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise invalid(f"bundle.{key}", "is not Base64") from error
    if base64.b64encode(data).decode() != text:
        raise invalid(f"bundle.{key}", "is not written in canonical Base64")
    return data
