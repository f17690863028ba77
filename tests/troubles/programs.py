"""What cosign, gh and sha256sum say about files that are wrong, and what our script says of them.

A case puts something wrong on a shelf of signed models, and asks both.
"""

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.names import Names, Role
from tests.core.samples import TAG
from tests.instance.instance import Instance
from tests.rehearsal.tools import cache_folder, ready
from tests.sign import samples
from tests.troubles.scripts import NO_WAY_OUT, Words, model, no_bundle
from tests.verify.matrix import good
from tests.verify.shelf import NAME, Shelf

_NAMES = Names(TAG)
_BUNDLE = _NAMES.tree_bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the program is asked, below the folder of models, and what our script is asked."""

    program: Words
    ours: Words = ()


def output(words: Words, shelf: Shelf) -> str:
    """Call a program that must refuse, without a login and without a way out, and return it all."""
    tools = ready(cache_folder(os.environ))
    done = subprocess.run(
        words,
        cwd=shelf.models,
        env={"HOME": str(shelf.path), "PATH": f"{tools.bin}:/usr/bin:/bin",
             "HTTPS_PROXY": NO_WAY_OUT, "GH_TELEMETRY": "false", "GH_NO_UPDATE_NOTIFIER": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    # "cosign ends with 1 for every failure", says the page.
    assert done.returncode == 1 or (done.returncode and words[0] != "cosign"), done.stdout
    return done.stdout


def _cosign(shelf: Shelf, *more: str | Path) -> Words:
    publisher = shelf.policy.publisher(TAG)
    return (
        *("cosign", "verify-blob", "--bundle", _BUNDLE, *more),
        *("--certificate-identity", publisher.san),
        *("--certificate-oidc-issuer", publisher.issuer, NAME),
    )


def _both(shelf: Shelf) -> Asked:
    rooted = _cosign(shelf, "--trusted-root", shelf.trusted_root)
    return Asked(program=rooted, ours=model(shelf))


def _by_somebody(shelf: Shelf) -> Asked:
    somebody = samples.made_by("https://somebody.example")
    shelf.put(_BUNDLE, samples.blob_bundle((shelf.models / NAME).read_bytes(), somebody))
    return _both(shelf)


def _of_other_bytes(shelf: Shelf) -> Asked:
    shelf.put(_BUNDLE, shelf.sign(b"another file", shelf.policy.publisher(TAG)))
    return _both(shelf)


def _under_another_root(shelf: Shelf) -> Asked:
    other = Instance().write(shelf.path / "other").trusted_root
    shelf.trusted_root.write_bytes(other.read_bytes())
    return _both(shelf)


def _web_page(shelf: Shelf) -> Asked:
    shelf.put(_BUNDLE, b"<html>")
    return _both(shelf)


def _offline(shelf: Shelf) -> Asked:
    return Asked(program=_cosign(shelf), ours=(shelf.models / NAME,))


def _flag_of_tomorrow(shelf: Shelf) -> Asked:
    return Asked(program=_cosign(shelf, "--flag-of-a-newer-cosign"))


def _changed(shelf: Shelf) -> Asked:
    data = (shelf.models / NAME).read_bytes()
    (shelf.path / "SHA256SUMS").write_text(f"{hashlib.sha256(data).hexdigest()}  {NAME}\n")
    shelf.put(NAME, data[:-1] + bytes([data[-1] ^ 1]))
    check = ("sha256sum", "--strict", "-c", shelf.path / "SHA256SUMS")
    return Asked(program=check, ours=model(shelf))


def _attested(shelf: Shelf, *more: str | Path) -> Words:
    publisher = shelf.policy.publisher(TAG)
    identity = ("--repo", publisher.repository.name, "--cert-identity", publisher.san)
    return ("gh", "attestation", "verify", NAME, *identity, *more)


def _no_login(shelf: Shelf) -> Asked:
    return Asked(program=_attested(shelf))


def _no_provenance(shelf: Shelf) -> Asked:
    place = shelf.path / "release"
    place.mkdir()
    bundle = good()[Role.MODEL_BUNDLE]
    for role, data in {**good(), Role.PROVENANCE: bundle}.items():
        (place / _NAMES.asset(role)).write_bytes(data)
    lines = shelf.trusted_root.with_name("trusted_root.jsonl")
    given = ("--bundle", place / _NAMES.asset(Role.MODEL_BUNDLE), "--custom-trusted-root", lines)
    return Asked(
        program=_attested(shelf, *given), ours=(place, "--trusted-root", shelf.trusted_root)
    )


CASES: Mapping[tuple[str, str], Callable[[Shelf], Asked]] = {
    ("cosign", "no matching CertificateIdentity found"): _by_somebody,
    ("cosign", "invalid signature"): _of_other_bytes,
    ("cosign", "not enough verified log entries"): _under_another_root,
    ("cosign", "only supported with --new-bundle-format"): _web_page,
    ("cosign", "tuf refresh failed"): _offline,
    ("cosign", "unknown flag"): _flag_of_tomorrow,
    ("sha256sum", "… FAILED"): _changed,
    ("gh", "gh auth login"): _no_login,
    ("gh attestation verify", "bundle file extension not supported"): _no_provenance,
}
"""Program and message of a row, and what brings it about."""


def _missing(shelf: Shelf) -> Asked:
    return Asked(program=(), ours=no_bundle(shelf))


ONLINE: Mapping[tuple[str, str], Callable[[Shelf], Asked]] = {
    ("cosign", "no such file or directory"): _missing,
    ("cosign", "invalid character"): _web_page,
}
"""Of these cosign says more where it reaches a trust root: the story `consumer` makes it say so."""
