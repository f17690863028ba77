"""Wheel and source distribution: the same bytes anywhere, and nothing but the tree in them."""

import gzip
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import InvalidRecordError, MissingToolError
from release.supply_chain.packages import packages, require_tree, sdist_files, wheel_files
from release.version import Part, Version
from tests.static.tree import ROOT
from tests.supply_chain.samples import checkout

VERSION = Version.parse("0.1.0")
PYTHON = Path(sys.executable)
# Prints the digests of both packages, built in the folder it is given.
_PROGRAM = """\
import os, sys
sys.path.insert(0, sys.argv[1])
os.umask(int(sys.argv[2], 8))
from pathlib import Path
from tests.supply_chain.test_packages import built_in
print(*built_in(Path(sys.argv[3])))
"""


def stated() -> Version:
    """Return the version of the checkout, which its packages have."""
    line = next(x for x in (ROOT / "pyproject.toml").read_text().splitlines() if "version" in x)
    return Version.parse(line.split('"')[1])


def built_in(place: Path) -> tuple[str, ...]:
    made = packages(checkout(), stated(), PYTHON, place)
    return tuple(Digest.of(made[part]).hex for part in (Part.WHEEL, Part.SDIST))


@cache
def here() -> tuple[str, ...]:
    import tempfile  # noqa: PLC0415 - for this one call

    with tempfile.TemporaryDirectory() as place:
        return built_in(Path(place))


@pytest.mark.parametrize(
    ("umask", "variables"),
    [
        ("0077", {"TZ": "Pacific/Auckland", "LC_ALL": "C"}),
        ("0002", {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}),
        ("0000", {"SOURCE_DATE_EPOCH": "1", "LANG": "tr_TR.UTF-8"}),
    ],
)
def test_another_umask_zone_locale_and_folder_give_the_same_bytes(
    tmp_path: Path, umask: str, variables: dict[str, str]
) -> None:
    place = tmp_path / "a folder with spaces"
    place.mkdir()
    argv = [sys.executable, "-c", _PROGRAM, str(ROOT), umask, str(place)]
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **variables}
    done = subprocess.run(argv, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
    assert tuple(done.stdout.split()) == here()


def test_another_commit_time_is_in_the_bytes(tmp_path: Path) -> None:
    later = replace(checkout(), time=checkout().time + 86_400)
    made = packages(later, stated(), PYTHON, tmp_path)
    assert Digest.of(made[Part.WHEEL]).hex != here()[0]


def test_a_python_without_the_backend_is_named(tmp_path: Path) -> None:
    nothing = tmp_path / "python"
    nothing.write_text("#!/bin/sh\necho No module named flit_core >&2\nexit 1\n")
    nothing.chmod(0o755)
    with pytest.raises(MissingToolError, match="flit_core"):
        packages(checkout(), stated(), nothing, tmp_path / "place")


def wheel(**files: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def sdist(*members: tarfile.TarInfo) -> bytes:
    data = BytesIO()
    with tarfile.open(fileobj=data, mode="w") as made:
        for member in members:
            made.addfile(member, BytesIO(bytes(member.size)))
    return gzip.compress(data.getvalue(), mtime=0)


def test_what_is_in_a_package_is_the_tree() -> None:
    whole = checkout().below("release")
    require_tree(whole, checkout(), VERSION)
    for changed in (
        {**whole, "release/more.py": b""},
        {**whole, "release/errors.py": b"print()"},
        {path: data for path, data in whole.items() if path != "release/errors.py"},
    ):
        with pytest.raises(InvalidRecordError):
            require_tree(changed, checkout(), VERSION)


def test_metadata_of_a_wheel_is_left_out_and_the_licence_is_not() -> None:
    found = dict(
        wheel_files(
            wheel(**{"a-1.dist-info__METADATA": b"m", "a-1.dist-info__licenses__LICENSE": b"l"})
        )
    )
    assert found == {"LICENSE": b"l"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("u2netp_mirror-0.1.0/a", tarfile.SYMTYPE),
        ("u2netp_mirror-0.1.0/a", tarfile.LNKTYPE),
        ("u2netp_mirror-0.1.0/a", tarfile.FIFOTYPE),
        ("/etc/passwd", tarfile.REGTYPE),
        ("u2netp_mirror-0.2.0/a", tarfile.REGTYPE),
    ],
)
def test_a_source_distribution_with_anything_but_files_of_its_folder_is_refused(
    name: str, kind: bytes
) -> None:
    right = tarfile.TarInfo("u2netp_mirror-0.1.0/a")
    assert dict(sdist_files(sdist(right), VERSION)) == {"a": b""}
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "x"
    with pytest.raises(InvalidRecordError):
        dict(sdist_files(sdist(member), VERSION))


def test_a_path_that_climbs_out_is_no_file_of_the_tree() -> None:
    member = tarfile.TarInfo("u2netp_mirror-0.1.0/../x")
    found = dict(sdist_files(sdist(member), VERSION))
    with pytest.raises(InvalidRecordError):
        require_tree({**checkout().below("release"), **found}, checkout(), VERSION)
