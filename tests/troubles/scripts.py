"""What `scripts/verify.py` must refuse, brought about on a shelf of signed models."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from release.names import Names, Role
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import Judgement
from tests.core.samples import ROOT, TAG
from tests.verify.shelf import NAME, TODAY, Shelf, list_of

SAMPLE = ROOT / "tests/assets/format-1.rekor-v2.kit.tar"
Words = tuple[str | Path, ...]
NO_WAY_OUT = "http://127.0.0.1:9"
"""A proxy at a port where nobody listens."""
_DAY = 86400  # seconds


def verified(home: Path, words: Words) -> "subprocess.CompletedProcess[str]":
    """Call the script as the page does, from the checkout alone, where nobody can be asked."""
    argv: list[str | Path] = [sys.executable, "-I", ROOT / "scripts/verify.py", *words]
    env = {"HTTPS_PROXY": NO_WAY_OUT, "HOME": str(home)}
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)


def _kit_cut_off(shelf: Shelf) -> Words:
    kit = shelf.path / "cut.kit.tar"
    data = SAMPLE.read_bytes()
    kit.write_bytes(data[: len(data) // 2])
    return (str(TAG), "--kit", kit)


def _two_names(shelf: Shelf) -> Words:
    (shelf.path / "second").hardlink_to(shelf.models / NAME)
    return model(shelf)


def _link(shelf: Shelf) -> Words:
    (shelf.models / NAME).rename(shelf.path / NAME)
    (shelf.models / NAME).symlink_to(shelf.path / NAME)
    return model(shelf)


def no_bundle(shelf: Shelf) -> Words:
    """Take the bundle away, and ask about the model."""
    (shelf.models / Names(TAG).tree_bundle).unlink()
    return model(shelf)


def _old_root(shelf: Shelf) -> Words:
    then = time.time() - 500 * _DAY
    os.utime(shelf.trusted_root, (then, then))
    return model(shelf)


def _newer_seen(shelf: Shelf) -> Words:
    shelf.release(2)
    second = Names(replace(TAG, n=2)).asset(Role.MODEL)
    remembering = ("--state", shelf.path / "seen.json")
    seen = verified(shelf.path, (*model(shelf, second), *remembering))
    assert seen.returncode == 0, seen.stderr
    return (*model(shelf), *remembering)


def _revoked(shelf: Shelf) -> Words:
    shelf.publish_list(1, (1, Judgement.REVOKED))
    return model(shelf)


def _old_list(shelf: Shelf) -> Words:
    yesterday = TODAY - timedelta(days=1)
    old = replace(list_of(1), dated=TODAY - timedelta(days=9), valid_until=yesterday)
    shelf.put(LIST, old.dump())
    shelf.put(LIST_BUNDLE, shelf.sign(old.dump(), shelf.policy.revoker(1)))
    return model(shelf)


def model(shelf: Shelf, name: str = NAME) -> Words:
    """Return the words that ask about the model, under the shelf's trust root."""
    return (shelf.models / name, "--trusted-root", shelf.trusted_root)


CASES: Mapping[tuple[str, str], Callable[[Shelf], Words]] = {
    ("verify.py --kit", "error[40] archive …"): _kit_cut_off,
    ("verify.py", "error[11] … has 2 names"): _two_names,
    ("verify.py", "leads out of"): _link,
    ("verify.py", "error[21] … is missing"): no_bundle,
    ("verify.py", "error[23] the trust root in … is 500 days old"): _old_root,
    ("verify.py", "error[24] this is u2netp release 1"): _newer_seen,
    ("verify.py", "error[24] … is revoked"): _revoked,
    ("verify.py", "error[24] revocation list … was valid until"): _old_list,
}
"""Program and message of a row, and what brings it about: the words to call the script with."""
