"""Offering a file as a drop: looked at, committed without a checkout, pushed to its own branch.

The commit holds that one file and nothing else: no parent, a fixed author, a fixed date. So the
same file is the same commit wherever it is made, and pushing it twice is pushing it once. It is
made in a repository of its own; the contributor's index, branches and files are not touched.
"""

import re
import tempfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from release.acquire.page import description
from release.artifact import Artifact, Digest
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    MalformedOnnxError,
    MissingRightError,
    UsageError,
)
from release.files import read_bytes, write_bytes
from release.git import REGULAR, Git
from release.guard.drops import DROP_LIMIT
from release.mirror import Status
from release.names import Tag, drop_branch, dropped_model, receipt_path
from release.pin import Pin
from release.registry import Registry

_IR_VERSION = b"\x08"  # field 1 of ModelProto, a number (onnx.proto): exporters write it first
_AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {
        "NAME": "scripts/drop.py",
        "EMAIL": "drop@invalid",
        "DATE": "2000-01-01T00:00:00+00:00",
    }.items()
}
_NOT_ALLOWED = re.compile(
    rb"denied|403|401|Authentication failed|could not read Username|GH013|protected branch"
)
_GITHUB = re.compile(r"(?:https://(?:[^@/]*@)?|ssh://git@|git@)github\.com[:/]([^/]+/[^/]+?)/?")


class Kind(Enum):
    """What a contributor may drop, by the suffix of the file."""

    CHECKPOINT = ".pth"
    MODEL = ".onnx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A file that may be dropped, and the path it has in a drop."""

    path: str
    artifact: Artifact
    data: bytes
    branch: str

    @classmethod
    def of(cls, file: Path, pin: Pin, *, proposal: bool) -> "Offer":
        """Read `file` and look at it; a checkpoint that is not the pinned one is a `proposal`.

        Raises what `read_bytes` raises, UsageError for another kind of file, DigestMismatchError
        for what is no such file, or not the pinned one, MalformedOnnxError for what is no ONNX.
        """
        kind, data = _kind(file), read_bytes(file, limit=DROP_LIMIT)
        artifact = Artifact.of(file.name, data)
        _require_bytes(artifact, data)
        if kind is Kind.MODEL:
            _require_onnx(artifact, data)
        elif not proposal:
            _require_pinned(artifact, pin)
        checkpoint = f"model/{pin.checkpoint.name}"
        return cls(
            path=dropped_model(pin.model) if kind is Kind.MODEL else checkpoint,
            artifact=artifact,
            data=data,
            branch=drop_branch(pin.model, artifact.digest),
        )


def _kind(file: Path) -> Kind:
    if file.suffix not in {kind.value for kind in Kind}:
        raise UsageError(
            f"{file.name} is neither a checkpoint nor a model",
            expected="a file that ends in .pth or .onnx",
            remedy="name upstream's checkpoint, or your own export of it",
        )
    return Kind(file.suffix)


def _require_bytes(artifact: Artifact, data: bytes) -> None:
    if what := description(data):
        raise DigestMismatchError(
            f"{artifact.name} is {what}",
            expected="the bytes of a checkpoint or a model",
            remedy="fetch the file again, and look at it before you drop it",
        )


def _require_onnx(artifact: Artifact, data: bytes) -> None:
    if not data.startswith(_IR_VERSION):
        raise MalformedOnnxError(
            f"{artifact.name} does not begin as an ONNX file",
            expected="a model as an exporter writes it",
            remedy="export it again, and let onnx.checker read it before you drop it",
        )


def _require_pinned(artifact: Artifact, pin: Pin) -> None:
    if artifact.digest != pin.checkpoint.digest:
        raise DigestMismatchError(
            f"{artifact.name} has {artifact.size:,} bytes and is {artifact.digest}",
            expected=f"{pin.checkpoint.size:,} bytes, {pin.checkpoint.digest}, from the pin",
            remedy="drop the pinned file; or --proposal, if this one should be pinned instead",
        )


def published(pin: Pin, registry: Registry, root: Path) -> Tag | None:
    """Return the release that holds what the checkout at `root` pins, if the registry has one."""
    key = pin.content_key(Digest.of(read_bytes(root / receipt_path(pin.model), limit=1 << 20)))
    there = (Status.ACTIVE, Status.SUPERSEDED)
    rows = registry.mirrors(pin.model)
    return next((m.tag for m in rows if m.content_key == key and m.status in there), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """Where the drop lies: address, branch, commit; `new` is false for one that was there."""

    remote: str
    branch: str
    commit: str
    new: bool

    @property
    def repository(self) -> str | None:
        """The repository on GitHub, `owner/repo`, or None for another host."""
        match = _GITHUB.fullmatch(self.remote.removesuffix(".git"))
        return match[1] if match else None


def push(offer: Offer, git: Git, remote: str) -> Pushed:
    """Push the drop to the remote `remote` of the checkout; one that is there already is fine.

    Raises MissingInputError without such a remote, ForeignObjectError when the branch holds
    something else, MissingRightError when the push is not allowed, ServiceDownError otherwise.
    """
    address = git.remote(remote)
    with tempfile.TemporaryDirectory(prefix="drop-") as folder:
        own = git.bare(
            Path(folder) / "own.git", **_AUTHOR, GIT_INDEX_FILE=str(Path(folder) / "index")
        )
        commit = _commit(own, offer, Path(folder) / "file")
        ref = f"refs/heads/{offer.branch}"
        there = own.need("ls-remote", "--", address, ref, online=True).decode().split()
        if there and there[0] != commit:
            raise _taken(offer)
        if not there:
            _push(own, address, f"{commit}:{ref}")
    return Pushed(remote=address, branch=offer.branch, commit=commit, new=not there)


def _commit(own: Git, offer: Offer, copy: Path) -> str:
    # The bytes that were looked at are the bytes that are committed, whatever the file is by now.
    write_bytes(copy, offer.data)
    blob = own.need("hash-object", "-w", "--no-filters", "--", str(copy)).decode().strip()
    own.need("update-index", "--add", "--cacheinfo", f"{REGULAR},{blob},{offer.path}")
    tree = own.need("write-tree").decode().strip()
    message = f"Drop {offer.path}\n\n{offer.artifact.digest}"
    return own.need("commit-tree", tree, "-m", message).decode().strip()


def _push(own: Git, address: str, refspec: str) -> None:
    # Without force: a branch that appeared in between stays.
    finished = own.run("push", "--quiet", "--no-verify", "--", address, refspec, online=True)
    if finished.code and _NOT_ALLOWED.search(finished.err):
        raise MissingRightError(
            own.failed("push", finished).problem,
            expected="a login that may push to the repository",
            remedy="push to a fork of yours with --remote; it prints what to ask for",
        )
    if finished.code:
        raise own.failed("push", finished)


def _taken(offer: Offer) -> ForeignObjectError:
    return ForeignObjectError(
        f"the branch {offer.branch} is there and holds something else",
        expected=f"the commit that scripts/drop.py makes of {offer.artifact.name}",
        remedy=f"have a maintainer look at it, then: git push --delete origin {offer.branch}",
    )
