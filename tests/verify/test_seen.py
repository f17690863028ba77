"""What a machine has seen: it grows, is never half written, and processes keep it together."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.artifact import Digest
from release.errors import InvalidRecordError, IrregularFileError, RevokedError
from release.names import Tag
from release.verify.seen import Memory, Seen, StateFile
from tests.core.samples import ROOT

FIRST, OTHER = Digest.of(b"first"), Digest.of(b"other")
SEEN = st.builds(Seen, n=st.integers(1, 10**6), digest=st.binary(max_size=4).map(Digest.of))
MODELS = st.dictionaries(st.sampled_from(["a", "b2", "u2netp"]), SEEN)


def tag(n: int, model: str = "u2netp") -> Tag:
    return Tag(model=model, n=n)


@given(models=MODELS, listed=st.none() | SEEN)
def test_a_memory_is_read_and_written_unchanged(
    models: dict[str, Seen], listed: Seen | None
) -> None:
    memory = Memory(models=tuple(sorted(models.items())), revocations=listed)
    assert Memory.parse(memory.dump()) == memory


def test_a_number_may_stay_and_grow_and_never_fall() -> None:
    memory = Memory().with_release(tag(2), FIRST)
    assert memory.with_release(tag(2), FIRST) == memory
    assert memory.with_release(tag(3), OTHER).of("u2netp") == Seen(n=3, digest=OTHER)
    for n, digest in ((1, FIRST), (2, OTHER)):
        with pytest.raises(RevokedError):
            memory.with_release(tag(n), digest)


def test_models_do_not_speak_for_each_other() -> None:
    memory = Memory().with_release(tag(9), FIRST).with_release(tag(1, "other"), OTHER)
    assert [model for model, _ in memory.models] == ["other", "u2netp"]


def test_a_list_may_stay_and_grow_and_never_fall_nor_go() -> None:
    memory = Memory().without_list().with_list(4, FIRST)
    assert memory.with_list(5, OTHER).revocations == Seen(n=5, digest=OTHER)
    for n, digest in ((3, FIRST), (4, OTHER)):
        with pytest.raises(RevokedError):
            memory.with_list(n, digest)
    with pytest.raises(RevokedError):
        memory.without_list()


def test_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "seen.json")
    state.settle(lambda memory: memory.with_release(tag(2), FIRST))
    before = state.path.stat()
    with pytest.raises(RevokedError):
        state.settle(lambda memory: memory.with_release(tag(1), FIRST))
    state.settle(lambda memory: memory.with_release(tag(2), FIRST))
    assert state.path.stat() == before


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b'{"models":[],"schema":"other"}', b"[" * 100_000],
)
def test_a_state_that_cannot_be_read_is_refused_and_kept(tmp_path: Path, data: bytes) -> None:
    state = StateFile(tmp_path / "seen.json")
    state.path.write_bytes(data)
    with pytest.raises(InvalidRecordError):
        state.settle(lambda memory: memory.with_release(tag(1), FIRST))
    assert state.path.read_bytes() == data


def test_a_state_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "seen.json").symlink_to(tmp_path / "away.json")
    with pytest.raises(IrregularFileError):
        StateFile(tmp_path / "seen.json").settle(lambda memory: memory)


def test_a_state_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IrregularFileError):
        StateFile(tmp_path / "file" / "seen.json").settle(lambda memory: memory)


WRITER = """
import sys
from pathlib import Path
from release.artifact import Digest
from release.names import Tag
from release.verify.seen import StateFile
state = StateFile(Path(sys.argv[1]))
for n in range(1, 51):
    tag = Tag(model=sys.argv[2], n=n)
    state.settle(lambda memory: memory.with_release(tag, Digest.of(b"%d" % n)))
"""


def test_processes_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    state, models = tmp_path / "seen.json", ("a", "b", "c", "d")
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(state), model], cwd=ROOT)
        for model in models
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    memory = Memory.parse(state.read_bytes())
    assert {model: seen.n for model, seen in memory.models} == dict.fromkeys(models, 50)
    assert [path.name for path in tmp_path.iterdir()] == ["seen.json"]
