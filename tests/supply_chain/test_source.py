"""The tree of a tag, as git keeps it; whatever a machine would make of it is refused."""

import os
from pathlib import Path

import pytest

from release.errors import InvalidRecordError, IrregularFileError, MissingInputError
from release.git import Git
from release.supply_chain.source import (
    PATHS,
    Source,
    is_newest,
    on_main,
    source_at,
    tagged,
)
from release.version import Version, VersionTag
from tests.clones import ENVIRONMENT, cloned, git, push_entries, said, template_in
from tests.supply_chain.samples import TAG

FILES = {"release/a.py": b"A = 1\r\n", "LICENSE": b"$Format:%H$\n", "tests/b.py": b"B = 1\n"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    return cloned(template, tmp_path)


def here(clone: Path) -> Git:
    return Git.at(clone, ENVIRONMENT)


def commit(clone: Path, files: dict[str, bytes], mode: str = "100644", branch: str = "main") -> str:
    """Push `files` with `mode` as one commit on `branch`, fetch it, and return it."""
    entries = {}
    for path, data in files.items():
        (clone / "blob").write_bytes(data)
        entries[path] = (mode, said(clone, "hash-object", "-w", "--no-filters", "blob"))
    made = push_entries(clone, entries, branch=branch)
    git(clone, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
    return made


def test_files_are_read_as_they_were_committed(clone: Path) -> None:
    found = source_at(here(clone), commit(clone, FILES))
    assert found.files == {
        path: data for path, data in FILES.items() if not path.startswith("test")
    }
    assert found.time == int(said(clone, "show", "-s", "--format=%ct", found.commit))


def test_a_file_that_is_called_almost_so_is_left_out(clone: Path) -> None:
    found = source_at(here(clone), commit(clone, {**FILES, "releases/c.py": b"", "LICENSE2": b""}))
    assert set(found.files) == {"release/a.py", "LICENSE"}


@pytest.mark.parametrize("setting", ["core.eol=crlf", "tar.umask=0077"])
def test_a_setting_of_the_machine_changes_no_byte(clone: Path, setting: str) -> None:
    files = {**FILES, "release/a.py": b"A = 1\n"}
    git(clone, "config", *setting.split("="))
    assert source_at(here(clone), commit(clone, files)).files["release/a.py"] == b"A = 1\n"


def test_a_machine_that_writes_other_line_ends_is_refused(clone: Path) -> None:
    made = commit(clone, {**FILES, "release/a.py": b"A = 1\n"})
    git(clone, "config", "core.autocrlf", "true")
    with pytest.raises(InvalidRecordError, match="other bytes"):
        source_at(here(clone), made)


@pytest.mark.parametrize(
    "attributes", ["LICENSE export-subst", "release/a.py export-ignore", "release/* text eol=crlf"]
)
def test_attributes_that_change_files_are_refused(clone: Path, attributes: str) -> None:
    files = {**FILES, "release/a.py": b"A = 1\n"}
    assert source_at(here(clone), commit(clone, files)).files["LICENSE"] == files["LICENSE"]
    with pytest.raises(InvalidRecordError):
        source_at(
            here(clone), commit(clone, {**files, ".gitattributes": f"{attributes}\n".encode()})
        )


@pytest.mark.parametrize("mode", ["120000", "100755"])
def test_links_and_programs_are_refused(clone: Path, mode: str) -> None:
    with pytest.raises(IrregularFileError):
        source_at(here(clone), commit(clone, {"release/a.py": b"/etc/passwd"}, mode))


def test_a_file_that_is_too_long_is_refused(clone: Path) -> None:
    with pytest.raises(IrregularFileError):
        source_at(here(clone), commit(clone, {"release/a.py": bytes((8 << 20) + 1)}))


def test_a_tag_is_a_commit_whether_it_is_annotated_or_not(clone: Path) -> None:
    made = commit(clone, FILES)
    assert tagged(here(clone), TAG) is None
    git(clone, "tag", str(TAG), made)
    git(clone, "tag", "--annotate", "--message=x", "v0.3.0", made)
    assert tagged(here(clone), TAG) == tagged(here(clone), VersionTag.parse("v0.3.0")) == made


def test_a_branch_called_like_the_tag_is_no_tag(clone: Path) -> None:
    git(clone, "branch", str(TAG), commit(clone, FILES))
    assert tagged(here(clone), TAG) is None


def test_a_commit_beside_main_is_not_on_main(clone: Path) -> None:
    first = commit(clone, FILES)
    aside = commit(clone, {"LICENSE": b"x"}, branch="aside")
    assert (on_main(here(clone), first), on_main(here(clone), aside)) == (True, False)


def test_the_newest_tag_is_told_by_number_and_other_tags_do_not_count(clone: Path) -> None:
    made = commit(clone, FILES)
    for name in ("v0.2.0", "v0.10.0", "vnext", "u2netp-mirror-v99"):
        git(clone, "tag", name, made)
    found = [is_newest(here(clone), Version.parse(v).tag) for v in ("0.2.0", "0.9.0", "0.10.0")]
    assert found == [False, False, True]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingInputError, match="README"):
        Source(commit="c" * 40, time=0, files={}).file("README.md")


def test_writing_the_tree_gives_its_files(tmp_path: Path) -> None:
    Source(commit="c" * 40, time=0, files=FILES).write(tmp_path)
    written = {p: (tmp_path / p).read_bytes() for p in FILES}
    assert (written, len(PATHS)) == (FILES, len(set(PATHS)))
    assert os.access(tmp_path / "LICENSE", os.R_OK)
