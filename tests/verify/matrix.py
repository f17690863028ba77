"""Every file of a release, wrong in every way: which code refuses it.

usage: python -m tests.verify.matrix      prints the table of docs/ai/security.md
"""

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from release.bundle import Shape
from release.errors import ReleaseError
from release.names import SIGNED_BLOBS, Role
from release.sign.release_set import read_directory
from release.verify.identity import Judge, TrustFile
from release.verify.verdict import verify
from tests.core.samples import TAG
from tests.instance.claims import job_of, stated
from tests.sign import samples
from tests.sign.samples import instance

_CLAIMS = stated(job_of(samples.PUBLISHER))
_ENDLESS = 1 << 42  # sparse: it would take minutes to read
_LEGACY_BUNDLE = b'{"base64Signature":"MEUCIQ==","cert":"LS0t","rekorBundle":{}}'
_LEGACY: Mapping[Role, bytes] = {
    Role.MANIFEST: b'{"schema":"u2netp-mirror-export-manifest-v1"}',
    Role.SUMS: b"MD5 (u2netp_mirror_v1.onnx) = d41d8cd98f00b204e9800998ecf8427e\n",
    Role.PROVENANCE: b'{"payload":"e30=","payloadType":"application/vnd.in-toto+json"}',
}


def good() -> Mapping[Role, bytes]:
    """Return the files of a release."""
    return samples.signed().files


@cache
def judge() -> Judge:
    """Return the judge under the trust root of these tests."""
    with tempfile.TemporaryDirectory() as place:
        return Judge(TrustFile(instance().write(Path(place) / "trust").trusted_root))


def _missing(path: Path, _: Role) -> None:
    path.unlink()


def _extra(path: Path, _: Role) -> None:
    path.with_name(f"{path.name}.orig").write_bytes(path.read_bytes())


def _renamed(path: Path, _: Role) -> None:
    path.rename(path.with_name(path.name.swapcase()))


def _empty(path: Path, _: Role) -> None:
    path.write_bytes(b"")


def _truncated(path: Path, _: Role) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _flipped(path: Path, _: Role) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-4] + bytes([data[-4] ^ 1]) + data[-3:])


def _swapped(path: Path, role: Role) -> None:
    roles = list(Role)
    other = roles[(roles.index(role) + 1) % len(roles)]
    path.write_bytes(good()[other])


def _mispaired(path: Path, role: Role) -> None:
    """Write what the publisher really signed or made, for something else."""
    other = b"another file of the publisher's"
    if role is Role.PROVENANCE:
        files = {**samples.proved_files(), Role.SBOM: other}
        data = instance().attest(samples.statement(files), _CLAIMS, Shape.REKOR_V2)
    elif role in SIGNED_BLOBS.values():
        data = instance().sign_blob(other, _CLAIMS, Shape.REKOR_V1)
    else:
        data = other
    path.write_bytes(data)


def _legacy(path: Path, role: Role) -> None:
    path.write_bytes(_LEGACY.get(role, _LEGACY_BUNDLE))


def _endless(path: Path, _: Role) -> None:
    with path.open("r+b") as file:
        file.truncate(_ENDLESS)


def _linked(path: Path, _: Role) -> None:
    away = path.parent.with_name(f"{path.name}.away")
    path.rename(away)
    path.symlink_to(away)


MUTATIONS: Mapping[str, Callable[[Path, Role], None]] = {
    "missing": _missing,
    "extra": _extra,
    "renamed": _renamed,
    "empty": _empty,
    "cut off": _truncated,
    "one bit": _flipped,
    "swapped": _swapped,
    "mis-paired": _mispaired,
    "legacy": _legacy,
    "endless": _endless,
    "linked": _linked,
}


def code(role: Role, mutation: str, folder: Path) -> int:
    """Return the code that refuses a release in which one file is wrong; 0 if none does."""
    release = folder / "release"
    release.mkdir()
    for each, data in good().items():
        (release / samples.NAMES.asset(each)).write_bytes(data)
    if mutation:
        MUTATIONS[mutation](release / samples.NAMES.asset(role), role)
    try:
        files = read_directory(release, tag=TAG, roles=tuple(Role))
        verify(files, TAG, samples.PUBLISHER, judge(), lambda _: None)
    except ReleaseError as error:
        return error.exit_code
    return 0


def table() -> str:
    """Return the codes as a table in Markdown: a row for each file, a column for each way."""
    lines = [f"| | {' | '.join(MUTATIONS)} |", "|---|" + "---|" * len(MUTATIONS)]
    for role in Role:
        codes = []
        for mutation in MUTATIONS:
            with tempfile.TemporaryDirectory(prefix="matrix-") as place:
                codes.append(str(code(role, mutation, Path(place))))
        lines.append(f"| {role.value} | {' | '.join(codes)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201 - a program for people
