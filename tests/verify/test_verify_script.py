"""The script as a person calls it: one line per check, and one code per refusal."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.names import SIGNED_BLOBS, Names, Role
from release.verify.check import PROVES
from release.verify.revocations import Judgement
from tests.core.samples import ROOT
from tests.export.installed import installed_python
from tests.rehearsal import no_sockets
from tests.sign import samples
from tests.static.page import blocks
from tests.static.tree import text
from tests.verify.matrix import good
from tests.verify.shelf import NAME, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_python(tmp_path_factory.mktemp("installed") / "venv")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(path=tmp_path)
    made.release()
    return made


def call(python: Path, shelf: Shelf, *words: str | Path) -> Said:
    """Call the script isolated, with no variable but what a verifier needs: none."""
    argv: list[str | Path] = [python, "-I", ROOT / "scripts/verify.py", *words]
    argv += ["--trusted-root", shelf.trusted_root]
    done = subprocess.run(argv, env={}, capture_output=True, text=True, timeout=60, check=False)
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)


def folder(shelf: Shelf) -> Path:
    """Return a folder with the ten files of a release."""
    place = shelf.path / "release"
    place.mkdir()
    for role, data in good().items():
        (place / samples.NAMES.asset(role)).write_bytes(data)
    return place


def names(said: Said) -> list[str]:
    """Return the names of the checks that were said, one line each."""
    lines = said.out.splitlines()
    assert all(line.startswith("ok  ") and " -- " in line for line in lines)
    return [line.removeprefix("ok  ").partition(":")[0] for line in lines]


def test_a_model_is_accepted_line_by_line(python: Path, shelf: Shelf) -> None:
    said = call(python, shelf, shelf.models / NAME)
    assert (said.code, said.err) == (0, "")
    assert names(said) == [
        *("trust root", "registry", "identity", "manifest", "no list", "no memory", "scan"),
    ]


def test_a_folder_is_accepted_line_by_line(python: Path, shelf: Shelf) -> None:
    said = call(python, shelf, folder(shelf))
    assert (said.code, said.err) == (0, "")
    assert names(said) == [
        *("trust root", "release set", "digests", *["identity"] * len(SIGNED_BLOBS)),
        *("provenance", "no list", "no memory"),
    ]


def test_a_registry_is_accepted_entry_by_entry(python: Path, shelf: Shelf) -> None:
    shelf.release(2)
    (shelf.models / NAME).unlink()
    said = call(python, shelf, shelf.models / "registry.json")
    assert (said.code, names(said)) == (0, ["trust root", "entry", "entry", "no list"])
    assert [line.count("is not here") for line in said.out.splitlines()[1:3]] == [1, 0]


def test_a_program_reads_the_same(python: Path, shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.SUPERSEDED))
    said = call(python, shelf, shelf.models / NAME, "--json")
    answer = json.loads(said.out)
    assert (answer["ok"], answer["accepted"], len(answer["warnings"])) == (True, True, 1)
    assert {check["proves"] for check in answer["checks"]} <= set(PROVES.values())


def test_a_person_is_warned(python: Path, shelf: Shelf) -> None:
    shelf.publish_list(1, (1, Judgement.SUPERSEDED))
    said = call(python, shelf, shelf.models / NAME)
    assert said.out.splitlines()[-1].startswith("!!  u2netp-mirror-v1 is superseded")


def test_what_was_seen_is_remembered(python: Path, shelf: Shelf) -> None:
    shelf.release(2)
    remember = ("--state", shelf.path / "seen.json")
    second = Names(shelf.registry().entries[1].released.tag).asset(Role.MODEL)
    assert call(python, shelf, shelf.models / second, *remember).code == 0
    said = call(python, shelf, shelf.models / NAME, *remember)
    assert said.code == 24
    assert said.err.startswith("error[24] this is u2netp release 1")


def _model_changed(shelf: Shelf) -> Path:
    data = (shelf.models / NAME).read_bytes()
    shelf.put(NAME, data[:-1] + bytes([data[-1] ^ 1]))
    return shelf.models / NAME


def _linked(shelf: Shelf) -> Path:
    (shelf.models / NAME).rename(shelf.path / NAME)
    (shelf.models / NAME).symlink_to(shelf.path / NAME)
    return shelf.models / NAME


def _an_extra_file(shelf: Shelf) -> Path:
    place = folder(shelf)
    (place / "evil.sh").write_text("#")
    return place


def _nothing(shelf: Shelf) -> Path:
    return shelf.path / "nothing"


def _a_text(shelf: Shelf) -> Path:
    (shelf.path / "note.txt").write_text("note")
    return shelf.path / "note.txt"


def _two_releases(shelf: Shelf) -> Path:
    place = folder(shelf)
    (place / "u2netp_mirror_v2.manifest.json").write_text("{}")
    return place


REFUSED = {
    _nothing: 10,
    _two_releases: 10,
    _linked: 11,
    _model_changed: 20,
    _a_text: 2,
    _an_extra_file: 42,
}


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: str(make.__name__)[1:])
def test_what_is_refused_says_so_in_one_line_with_its_code(
    python: Path, shelf: Shelf, make: object
) -> None:
    assert callable(make)
    said = call(python, shelf, make(shelf))
    assert (said.code, said.err.count("\n")) == (REFUSED[make], 1)
    assert said.err.startswith(f"error[{said.code}] ")


def test_an_old_trust_root_is_refused_before_anything_else(python: Path, shelf: Shelf) -> None:
    shelf.trusted_root.write_text("{}")
    assert call(python, shelf, shelf.models / NAME).code == 23


def test_the_program_on_the_page_loads_and_opens_no_socket(python: Path, shelf: Shelf) -> None:
    (block,) = blocks(text("docs/ai/security.md"), "python")
    (shelf.path / "checkout").symlink_to(ROOT)
    shelf.trusted_root.rename(shelf.path / "trusted_root.json")
    code = f"{block.body}\nprint(session.get_inputs()[0].name)"
    guard = [sys.executable, "-I", "-S", no_sockets.__file__]  # the first socket is the end
    argv: list[str | Path] = [*guard, python, "-I", "-c", code]
    env = {"HOME": str(shelf.path)}  # without it the C library asks a name service where home is
    done = subprocess.run(
        argv, cwd=shelf.path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "input\n", "")


@pytest.mark.parametrize("name", ["verify", "kit"])
def test_the_script_finds_the_project_from_a_checkout_alone(tmp_path: Path, name: str) -> None:
    """As the pages call it: with the packages of requirements/verify.txt, and nothing installed."""
    argv: list[str | Path] = [sys.executable, "-I", ROOT / f"scripts/{name}.py", "--help"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
