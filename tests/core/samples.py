"""One good value of each noun; a test changes one thing in it."""

from pathlib import Path

from release.artifact import Artifact, Digest
from release.guard.plan import Plan
from release.lock import LOCKS, Lock
from release.manifest import ListedAsset, Manifest, Source
from release.names import LISTED_IN_MANIFEST, Names, Tag
from release.pin import Pin
from release.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
TAG = Tag(model="u2netp", n=1)
SEEN = 1_800_000_000
"""GitHub's clock when guard looked."""


def pin_text() -> str:
    return (ROOT / "model/u2netp_mirror.toml").read_text()


def policy_text() -> str:
    return (ROOT / "model/policy.toml").read_text()


def pin() -> Pin:
    return Pin.parse(pin_text().encode())


def policy() -> Policy:
    return Policy.parse(policy_text().encode())


def plan() -> Plan:
    return Plan(
        tag=TAG,
        content_key=pin().content_key(Digest.of(b"receipt")),
        source_commit="c" * 40,
        previous=None,
        published=False,
        seen=SEEN,
    )


def manifest() -> Manifest:
    audited, names = pin(), Names(TAG)
    return Manifest(
        tag=TAG,
        content_key=plan().content_key,
        previous=None,
        source=Source(repository="VMAFx/vmafx", commit="c" * 40),
        upstream=audited.upstream,
        checkpoint=audited.checkpoint,
        contract=audited.contract,
        weights=Digest.of(b"weights"),
        operators=(("Conv", 119), ("Relu", 112)),
        licence=audited.licence,
        assets=tuple(
            ListedAsset(role=role, artifact=Artifact.of(names.asset(role), role.value.encode()))
            for role in LISTED_IN_MANIFEST
        ),
        locks=tuple(Lock.of(path, b"onnx==1.23.2\n") for path in LOCKS),
    )
