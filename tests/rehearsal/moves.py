"""The ways in which upstream moves: what each changes there, and words of what must be told."""

import hashlib
from collections.abc import Callable, Mapping

from release.pin import Pin
from tests.rehearsal.hosts.upstream import Upstream
from tests.rehearsal.hosts.upstream_api import UpstreamApi

Move = Callable[[Upstream, UpstreamApi, Pin], object]
"""Changes one thing at upstream."""


def files_of(pin: Pin, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return upstream's files with a README that links to the checkpoint."""
    readme = f"[u2netp](https://drive.google.com/file/d/{pin.checkpoint.drive_id}/view)\n"
    return {**files, "README.md": readme.encode()}


def _changed(**files: bytes | None) -> Move:
    """Return the move to a new tip at which `files` differ; None for one that is gone."""

    def move(upstream: Upstream, api: UpstreamApi, _: Pin) -> None:
        names = {"licence": "LICENSE", "module": "model/u2net.py", "readme": "README.md"}
        new = {names.get(name, name): data for name, data in files.items()}
        kept = {path: data for path, data in api.files.items() if path not in new}
        there = {path: data for path, data in new.items() if data is not None}
        tip = hashlib.sha256(repr(sorted(new.items())).encode()).hexdigest()[:40]
        upstream.stand_at(api.repository, tip, {**kept, **there})

    return move


def _another_file(upstream: Upstream, _: UpstreamApi, pin: Pin) -> None:
    upstream.wrong_bytes = False
    upstream.drive(pin.checkpoint.drive_id, b"another file")


MOVES: Mapping[str, tuple[Move, str]] = {
    "a release": (lambda _, api, __: api.releases.append("v1.0 | `x`"), "retire the mirror"),
    "renamed": (lambda _, api, __: setattr(api, "moved_to", "/repositories/2"), "a new pin"),
    "archived": (lambda _, api, __: setattr(api, "archived", True), "is archived"),
    "licence changed": (_changed(licence=b"All rights reserved\n"), "LICENSE at HEAD is"),
    "licence gone": (_changed(licence=None), "LICENSE at HEAD is gone"),
    "file changed": (_changed(module=b"import os\n"), "model/u2net.py at HEAD is"),
    "a NOTICE": (_changed(NOTICE=b"Attribute us\n"), "upstream has the file NOTICE"),
    "no link": (_changed(readme=b"weights: ask us\n"), "no longer links"),
    "link dead": (lambda upstream, _, __: upstream.fail("gone"), "link to the checkpoint is dead"),
    "another file": (_another_file, "the link gives another file: 12 bytes"),
}
