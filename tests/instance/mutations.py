"""A good bundle, wrong in one respect: the table that every verifier is held against.

Most rows change one field of a bundle. The rest are bundles that were signed so, whole and
consistent, by one party whom nobody trusts, or at a wrong time.
"""

import base64
import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from release.bundle import Shape
from tests.instance.instance import Instance, Times
from tests.instance.samples import CLAIMS, FILE, STATEMENT, Kind
from tests.rehearsal.sigstore.keys import Keys

Document = dict[str, Any]  # a parsed bundle, about to be made wrong: no type describes it
Change = Callable[[Document, Document], object]
"""Makes the first document wrong; the second is another good bundle, to take parts from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a row starts from: a good bundle of this shape and kind, and another one."""

    instance: Instance
    shape: Shape
    kind: Kind

    def signed(self, instance: Instance, times: Times | None = None) -> bytes:
        """Return the bundle over the sample as `instance` makes it."""
        if self.kind is Kind.FILE:
            return instance.sign_blob(FILE, CLAIMS, self.shape, times)
        return instance.attest(STATEMENT, CLAIMS, self.shape, times)

    def other(self) -> bytes:
        """Return a good bundle by the same publisher over something else."""
        if self.kind is Kind.FILE:
            return self.instance.sign_blob(FILE + b"!", CLAIMS, self.shape)
        return self.instance.attest(STATEMENT + b" ", CLAIMS, self.shape)

    def wrong(self) -> dict[str, bytes]:
        """Return the wrong bundles by what is wrong with them."""
        good, other = json.loads(self.signed(self.instance)), json.loads(self.other())
        made = {}
        for name, change in self._changes().items():
            document = copy.deepcopy(good)
            change(document, other)
            made[name] = json.dumps(document).encode()
        return {**made, **self._signed_wrong()}

    def _changes(self) -> Mapping[str, Change]:
        older = PROMISES if self.shape is Shape.REKOR_V1 else {}
        return {**FIELDS, **older, **(FILES if self.kind is Kind.FILE else STATEMENTS)}

    def _signed_wrong(self) -> Mapping[str, bytes]:
        keys = self.instance.keys
        made = {f"by another {who}": self._by(k) for who, k in others(keys, self.shape).items()}
        now = Times.at(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
        hour = dt.timedelta(minutes=30)
        late = {"timestamp: after the certificate": replace(now, stamped=now.stamped + hour)}
        if self.shape is Shape.REKOR_V1:
            late["entry: logged after the certificate"] = replace(now, logged=now.logged + hour)
        return made | {name: self.signed(self.instance, times) for name, times in late.items()}

    def _by(self, keys: Keys) -> bytes:
        return self.signed(Instance(keys))


def others(keys: Keys, shape: Shape) -> Mapping[str, Keys]:
    """Return `keys` with one key exchanged, by whose key it is."""
    new = ec.generate_private_key(ec.SECP256R1())
    log = (
        replace(keys, rekor_v1=new)
        if shape is Shape.REKOR_V1
        else replace(keys, rekor=ed25519.Ed25519PrivateKey.generate())
    )
    return {
        "certificate authority": replace(keys, fulcio=new),
        "certificate log": replace(keys, ct=new),
        "transparency log": log,
        "timestamp authority": replace(keys, tsa=new),
    }


def material(document: Document) -> Document:
    """Return the part that holds certificate, log entry and timestamp."""
    return document["verificationMaterial"]  # type: ignore[no-any-return]


def entry(document: Document) -> Document:
    """Return the log entry."""
    return material(document)["tlogEntries"][0]  # type: ignore[no-any-return]


def proof(document: Document) -> Document:
    """Return the inclusion proof."""
    return entry(document)["inclusionProof"]  # type: ignore[no-any-return]


def checkpoint(document: Document) -> Document:
    """Return the log checkpoint."""
    return proof(document)["checkpoint"]  # type: ignore[no-any-return]


def stamps(document: Document) -> list[Document]:
    """Return the list of timestamps."""
    return material(document)["timestampVerificationData"]["rfc3161Timestamps"]  # type: ignore[no-any-return]


def flip(table: Document, key: str, at: int = -1) -> None:
    """Change one bit of the byte `at` of a Base64 field."""
    data = bytearray(base64.b64decode(table[key]))
    data[at] ^= 1
    table[key] = base64.b64encode(data).decode()


def count(table: Document, key: str, by: int = 1) -> None:
    """Add to a number that is written as text."""
    table[key] = str(int(table[key]) + by)


def line(document: Document, at: int, text: str) -> None:
    """Put another line into the log checkpoint."""
    lines = checkpoint(document)["envelope"].split("\n")
    lines[at] = text
    checkpoint(document)["envelope"] = "\n".join(lines)


def take(part: Callable[[Document], Document], key: str) -> Change:
    """Return the change that takes `key` of a part from the other bundle."""
    return lambda good, other: part(good).__setitem__(key, part(other)[key])


def _sct(document: Document) -> None:
    """Change one bit of the signature in the certificate's SCT, its last extension."""
    certificate = material(document)["certificate"]
    data = base64.b64decode(certificate["rawBytes"])
    start = data.index(bytes.fromhex("2b06010401d679020402"))
    flip(certificate, "rawBytes", start + 80)


def _checkpoint_signature(document: Document) -> None:
    *_, name, signature = checkpoint(document)["envelope"].strip().split(" ")
    table = {"signature": signature}
    flip(table, "signature")
    line(document, 4, f"\u2014 {name} {table['signature']}")


def _body(document: Document) -> None:
    """Log another digest: a body that can be read, for something else."""
    body = base64.b64decode(entry(document)["canonicalizedBody"])
    text = body.replace(b'"SHA2_256"', b'"SHA2_512"').replace(b'"sha256"', b'"sha512"')
    entry(document)["canonicalizedBody"] = base64.b64encode(text).decode()


FIELDS: Mapping[str, Change] = {
    "bundle: another media type": lambda d, _: d.update(
        mediaType="application/vnd.dev.sigstore.bundle.v0.4+json"
    ),
    "bundle: a field nobody knows": lambda d, _: d.update(comment="none"),
    "certificate: one bit of its signature": lambda d, _: flip(
        material(d)["certificate"], "rawBytes"
    ),
    "certificate: one bit of its SCT": lambda d, _: _sct(d),
    "certificate: of another signing": take(material, "certificate"),
    "certificate: missing": lambda d, _: material(d).pop("certificate"),
    "entry: none": lambda d, _: material(d).update(tlogEntries=[]),
    "entry: twice": lambda d, _: material(d)["tlogEntries"].append(entry(d)),
    "entry: of another signing": take(material, "tlogEntries"),
    "entry: index": lambda d, _: count(entry(d), "logIndex"),
    "entry: another kind": lambda d, _: entry(d)["kindVersion"].update(kind="intoto"),
    "entry: another version": lambda d, _: entry(d)["kindVersion"].update(version="0.0.3"),
    "entry: body, one bit": lambda d, _: flip(entry(d), "canonicalizedBody", 100),
    "entry: body, another algorithm": lambda d, _: _body(d),
    "entry: body missing": lambda d, _: entry(d).pop("canonicalizedBody"),
    "log: first bit of its id": lambda d, _: flip(entry(d)["logId"], "keyId", 0),
    "log: last bit of its id": lambda d, _: flip(entry(d)["logId"], "keyId"),
    "proof: missing": lambda d, _: entry(d).pop("inclusionProof"),
    "proof: index": lambda d, _: count(proof(d), "logIndex", -1),
    "proof: tree size": lambda d, _: count(proof(d), "treeSize"),
    "proof: root": lambda d, _: flip(proof(d), "rootHash"),
    "proof: one bit of a hash": lambda d, _: proof(d).update(
        hashes=[base64.b64encode(bytes(32)).decode(), *proof(d)["hashes"][1:]]
    ),
    "proof: a hash too few": lambda d, _: proof(d)["hashes"].pop(),
    "proof: a hash too many": lambda d, _: proof(d)["hashes"].append(proof(d)["hashes"][0]),
    "log checkpoint: missing": lambda d, _: proof(d).pop("checkpoint"),
    "log checkpoint: of another tree": take(proof, "checkpoint"),
    "log checkpoint: origin": lambda d, _: line(d, 0, "rekor-evil"),
    "log checkpoint: size": lambda d, _: line(d, 1, str(int(proof(d)["treeSize"]) + 1)),
    "log checkpoint: root": lambda d, _: line(d, 2, base64.b64encode(bytes(32)).decode()),
    "log checkpoint: one bit of its signature": lambda d, _: _checkpoint_signature(d),
    "timestamp: none": lambda d, _: material(d).pop("timestampVerificationData"),
    "timestamp: twice": lambda d, _: stamps(d).append(stamps(d)[0]),
    "timestamp: one bit of its signature": lambda d, _: flip(stamps(d)[0], "signedTimestamp"),
    "timestamp: of another signing": take(material, "timestampVerificationData"),
}
PROMISES: Mapping[str, Change] = {
    "promise: missing": lambda d, _: entry(d).pop("inclusionPromise"),
    "promise: one bit": lambda d, _: flip(entry(d)["inclusionPromise"], "signedEntryTimestamp"),
    "promise: of another entry": take(entry, "inclusionPromise"),
    "time: a second later": lambda d, _: count(entry(d), "integratedTime"),
    "time: missing": lambda d, _: entry(d).pop("integratedTime"),
    "promise and time: missing": lambda d, _: (
        entry(d).pop("inclusionPromise"),
        entry(d).pop("integratedTime"),
    ),
}
FILES: Mapping[str, Change] = {
    "signature: one bit": lambda d, _: flip(d["messageSignature"], "signature"),
    "signature: of another signing": lambda d, o: d["messageSignature"].update(
        signature=o["messageSignature"]["signature"]
    ),
    "digest: one bit": lambda d, _: flip(d["messageSignature"]["messageDigest"], "digest"),
    "digest: another algorithm": lambda d, _: d["messageSignature"]["messageDigest"].update(
        algorithm="SHA2_384"
    ),
    "content: of another signing": lambda d, o: d.update(messageSignature=o["messageSignature"]),
}
STATEMENTS: Mapping[str, Change] = {
    "signature: one bit": lambda d, _: flip(d["dsseEnvelope"]["signatures"][0], "sig"),
    "signature: of another signing": lambda d, o: d["dsseEnvelope"].update(
        signatures=o["dsseEnvelope"]["signatures"]
    ),
    "signature: twice": lambda d, _: d["dsseEnvelope"]["signatures"].append(
        d["dsseEnvelope"]["signatures"][0]
    ),
    "statement: one bit": lambda d, _: flip(d["dsseEnvelope"], "payload", 20),
    "statement: another type": lambda d, _: d["dsseEnvelope"].update(payloadType="text/plain"),
    "content: of another signing": lambda d, o: d.update(dsseEnvelope=o["dsseEnvelope"]),
}
