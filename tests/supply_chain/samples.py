"""A version of a few bytes, really signed; its tree, small or this checkout's."""

import tempfile
from functools import cache
from pathlib import Path

from release.bundle import Shape
from release.prove.sums import dump
from release.supply_chain.source import PATHS, Source
from release.supply_chain.statement import statement
from release.supply_chain.version_set import VersionSet, compared
from release.supply_chain.wanted import WantedVersion
from release.version import BUNDLES, LISTED, Part, Version, VersionNames
from release.writers import JOB_ACTOR
from tests.attach.memory import COMMIT
from tests.core.samples import policy
from tests.instance.claims import Stated
from tests.sign.samples import instance, made_by
from tests.static.tree import ROOT, files

VERSION = Version(major=0, minor=2, patch=0)
TAG = VERSION.tag
NAMES = VersionNames(VERSION)
PUBLISHER = policy().version_publisher(VERSION)
CHANGELOG = "# Changelog\n\n## 0.2.0, 2026-12-01\n\n- A thing.\n\n## 0.1.0, 2026-11-01\n\n- More.\n"
TIME = 1_800_000_000

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def unsigned(salt: str = "") -> VersionSet:
    """Return the files that `build` writes; another `salt` is other content."""
    made = {part: f"{part.value}{salt}".encode() for part in LISTED}
    listed = VersionSet(version=VERSION, files=made)
    return compared({**made, Part.SUMS: dump(listed.artifacts())}, VERSION, expected=None)


def said(whole: VersionSet, commit: str = COMMIT) -> bytes:
    """Return the statement about `whole`."""
    return statement(TAG, PUBLISHER, commit=commit, subjects=whole.artifacts())


@cache
def signed(signer: str = PUBLISHER.san, salt: str = "", again: str = "") -> VersionSet:
    """Return the signed set; another word `again` is another signing of the same bytes."""
    del again  # no two signings give the same bytes
    whole = unsigned(salt)
    made = {
        bundle: instance().sign_blob(whole.files[blob], claims(signer), Shape.REKOR_V2)
        for blob, bundle in BUNDLES.items()
    }
    made[Part.PROVENANCE] = instance().attest(said(whole), claims(signer), Shape.REKOR_V2)
    return VersionSet(version=VERSION, files={**whole.files, **made})


def claims(signer: str) -> Stated:
    """Return what a certificate of the job says, under the name `signer`."""
    return made_by(signer, PUBLISHER)


def wanted(whole: VersionSet | None = None, *, latest: bool = True) -> WantedVersion:
    """Return what the job `attach` wants."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="version-"))
    whole, folder = whole or signed(), Path(_FOLDERS[-1].name)
    whole.write(folder)
    return WantedVersion(
        whole=whole,
        directory=folder,
        publisher=PUBLISHER,
        commit=COMMIT,
        account=JOB_ACTOR,
        drafters=frozenset({JOB_ACTOR}),
        changelog=CHANGELOG,
        latest=latest,
    )


@cache
def checkout() -> Source:
    """Return the tree of this checkout, as a commit of it would be read."""
    inside = [path for path in files() if path.parts[0] in PATHS]
    return Source(
        commit=COMMIT, time=TIME, files={str(path): (ROOT / path).read_bytes() for path in inside}
    )
