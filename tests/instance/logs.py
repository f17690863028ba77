"""The two kinds of transparency log, in memory: Rekor v1 with its promise, and Rekor v2.

Rekor v1 is sharded: an entry's index counts over all shards, that of its proof within one. It
promises an entry at once and says when (rekor pkg/api/entries.go); Rekor v2 does neither.
Checkpoints are signed notes (C2SP signed-note, tlog-checkpoint).
"""

import datetime as dt
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from release.bundle import Shape
from release.canonical import Json, dump
from tests.instance import merkle
from tests.instance.signed import Signed, b64
from tests.rehearsal.sigstore.keys import Keys, key_digest
from tests.rehearsal.sigstore.trust import LOG_NAME, LOG_V1_NAME, rekor_log_id

_OTHERS = 5
"""Entries that are there before ours, so that no proof is empty and no index is 0."""

_EARLIER_SHARDS = 25_579_000
_TREE = 1193050959916656506


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """Where an entry stands in a tree, and the tree it stands in."""

    index: int
    size: int
    root: bytes
    proof: tuple[bytes, ...]


class Tree:
    """Leaves that are only ever added; safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with entries of nobody."""
        self._lock = threading.Lock()
        self._leaves = [merkle.leaf(os.urandom(32)) for _ in range(_OTHERS)]

    def add(self, body: bytes) -> Included:
        """Add an entry and prove it against the tree that ends with it."""
        with self._lock:
            self._leaves.append(merkle.leaf(body))
            leaves = tuple(self._leaves)
        index = len(leaves) - 1
        return Included(
            index=index,
            size=len(leaves),
            root=merkle.root(leaves),
            proof=merkle.proof(index, leaves),
        )


class Log(Protocol):
    """A log of either kind."""

    def entry(self, signed: Signed, at: dt.datetime) -> Json:
        """Log `signed` and return the entry as a bundle holds it; `at` is for who says when."""
        ...


class LogV1:
    """Rekor v1: an ECDSA key, shards, an inclusion promise and the time of integration."""

    def __init__(self, keys: Keys) -> None:
        """Sign promises and checkpoints with the older log's key."""
        self._key, self._tree = keys.rekor_v1, Tree()
        self.id = key_digest(self._key.public_key())

    def entry(self, signed: Signed, at: dt.datetime) -> Json:
        """Log `signed` at the time `at` and return the entry as a bundle holds it."""
        return self.log(*signed.body_v1, at)

    def log(self, kind: str, body: bytes, at: dt.datetime) -> dict[str, Json]:
        """Log an entry by its canonical body, and return it as a bundle holds it."""
        included, time = self._tree.add(body), int(at.timestamp())
        index = _EARLIER_SHARDS + included.index
        promised: Json = {
            "body": b64(body),
            "integratedTime": time,
            "logID": self.id.hex(),
            "logIndex": index,
        }
        promise = self._sign(dump(promised))
        note = _note(f"{LOG_V1_NAME} - {_TREE}", included)
        signature = self.id[:4] + self._sign(note.encode())
        return {
            **_head(index, self.id, kind, "0.0.1"),
            "integratedTime": str(time),
            "inclusionPromise": {"signedEntryTimestamp": b64(promise)},
            "inclusionProof": _proof(included, _signed_note(note, LOG_V1_NAME, signature)),
            "canonicalizedBody": b64(body),
        }

    def _sign(self, data: bytes) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class LogV2:
    """Rekor v2: an Ed25519 key, one tree, no promise and no time."""

    def __init__(self, keys: Keys) -> None:
        """Sign checkpoints with the log's key."""
        self._key, self._tree = keys.rekor, Tree()
        self.id = rekor_log_id(self._key.public_key())

    def entry(self, signed: Signed, at: dt.datetime) -> Json:
        """Log `signed` and return the entry as a bundle holds it; this log does not say `at`."""
        del at
        kind, body = signed.body_v2
        included = self._tree.add(body)
        note = _note(LOG_NAME, included)
        signature = self.id[:4] + self._key.sign(note.encode())
        return {
            **_head(included.index, self.id, kind, "0.0.2"),
            "inclusionProof": _proof(included, _signed_note(note, LOG_NAME, signature)),
            "canonicalizedBody": b64(body),
        }


def both_logs(keys: Keys) -> Mapping[Shape, Log]:
    """Return a log of each kind."""
    return {Shape.REKOR_V1: LogV1(keys), Shape.REKOR_V2: LogV2(keys)}


def _head(index: int, log: bytes, kind: str, version: str) -> dict[str, Json]:
    return {
        "logIndex": str(index),
        "logId": {"keyId": b64(log)},
        "kindVersion": {"kind": kind, "version": version},
    }


def _proof(included: Included, checkpoint: str) -> Json:
    return {
        "logIndex": str(included.index),
        "rootHash": b64(included.root),
        "treeSize": str(included.size),
        "hashes": [b64(one) for one in included.proof],
        "checkpoint": {"envelope": checkpoint},
    }


def _note(origin: str, included: Included) -> str:
    return f"{origin}\n{included.size}\n{b64(included.root)}\n"


def _signed_note(note: str, name: str, signature: bytes) -> str:
    return f"{note}\n\u2014 {name} {b64(signature)}\n"
