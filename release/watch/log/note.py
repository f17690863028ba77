"""Signed notes of a log: how large it is, and what its root is (an edge: cryptography).

Sources: C2SP signed-note and tlog-checkpoint; protobuf-specs, sigstore_trustroot.proto.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from release.errors import ServiceDownError, SignatureError, TrustRootError

NOTE_LIMIT = 64 << 10
_DASH = "\u2014 "
_ED25519 = b"\x01"
_HASH = 32
_TILES = "PKIX_ED25519"
"""The kind of key by which a log on tiles, Rekor v2, is known among the others."""

_AFTER_ITS_END = timedelta(days=30)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log on tiles that the trust root names: its origin, which is its host, and its key."""

    origin: str
    key: Ed25519PublicKey

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before a signature by this key."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(self.origin.encode() + b"\n" + _ED25519 + raw).digest()[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheckpoint:
    """What a log signed for: its size and root; `note` is the signed text itself."""

    origin: str
    size: int
    root: bytes
    note: bytes


def logs(trusted_root: bytes, now: datetime) -> tuple[tuple[Log, ...], tuple[str, ...]]:
    """Return the logs on tiles in a trust root, and the hosts of those that have none.

    A log whose key ended more than a month ago takes no entry that anybody would accept, and is
    left out. Raises TrustRootError.
    """
    try:
        rows = json.loads(trusted_root)["tlogs"]
        known = [row for row in rows if not _over(row["publicKey"], now)]
        tiles = tuple(_log(row) for row in known if row["publicKey"]["keyDetails"] == _TILES)
        others = [row for row in known if row["publicKey"]["keyDetails"] != _TILES]
        return tiles, tuple(_host(row) for row in others)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustRootError(
            f"the trust root names no logs: {type(error).__name__}",
            expected="tlogs as protobuf-specs describes them",
            remedy="fetch the trust root again",
        ) from error


def read(data: bytes, log: Log) -> LogCheckpoint:
    """Return the log checkpoint in `data`; raises SignatureError unless `log` signed it.

    Raises ServiceDownError for what is no log checkpoint at all: nothing is known then.
    """
    try:
        text, _, lines = data[:NOTE_LIMIT].decode().partition("\n\n")
        origin, size, encoded, *_ = text.split("\n")
        root = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise nonsense(log.origin, "has no log checkpoint") from error
    if origin != log.origin or not _NUMBER.fullmatch(size) or len(root) != _HASH:
        raise nonsense(log.origin, "has no log checkpoint of its name")
    signed = f"{text}\n".encode()
    if not any(_signed(signed, signature, log) for signature in _signatures(lines, log)):
        raise SignatureError(
            f"the log checkpoint of {log.origin} is not signed by its key",
            expected="a signature by the key in the trust root",
            remedy="do not believe the log; compare with another network, and tell Sigstore",
        )
    return LogCheckpoint(origin=origin, size=int(size), root=root, note=data)


def nonsense(origin: str, problem: str) -> ServiceDownError:
    """Return the error for a log that answers what no log answers."""
    return ServiceDownError(
        f"{origin} {problem}",
        expected="checkpoint and tiles as C2SP describes them",
        remedy="run it again; if it stays, tell Sigstore",
    )


def _signatures(lines: str, log: Log) -> Iterator[bytes]:
    """Give the signatures under the log's name and key; witnesses' are not ours to judge."""
    for line in lines.split("\n"):
        name, _, encoded = line.removeprefix(_DASH).rpartition(" ")
        try:
            decoded = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if line.startswith(_DASH) and name == log.origin and decoded[:4] == log.key_id:
            yield decoded[4:]


def _signed(text: bytes, signature: bytes, log: Log) -> bool:
    try:
        log.key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _log(row: Mapping[str, Mapping[str, str]]) -> Log:
    key = load_der_public_key(base64.b64decode(row["publicKey"]["rawBytes"]))
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError
    return Log(origin=_host(row), key=key)


def _host(row: Mapping[str, object]) -> str:
    host = urlsplit(str(row["baseUrl"])).hostname
    if not host:
        raise ValueError
    return host


def _over(key: Mapping[str, Mapping[str, str]], now: datetime) -> bool:
    end = key.get("validFor", {}).get("end")
    return end is not None and datetime.fromisoformat(end).astimezone(UTC) + _AFTER_ITS_END < now
