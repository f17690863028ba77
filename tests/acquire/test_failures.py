"""Every way in which Drive fails: recognised, named in one line, and nothing is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from release.report import error_line
from release.transfer import PATIENT
from tests.acquire.intake import HURRIED, refusal, take
from tests.pinned import pinned
from tests.rehearsal.hosts.drive_pages import FAILURES
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.upstream import CONTENT, Upstream

GIVEN = pinned(b"PK" + bytes(range(256)) * 2000)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    running = Network(tmp_path_factory.mktemp("network"))
    running.start()
    yield running
    running.close()


@pytest.fixture(scope="module")
def serving(network: Network) -> Upstream:
    serving, pin = Upstream(network), GIVEN.pin
    serving.publish(pin.upstream.repository, pin.upstream.commit, GIVEN.files)
    serving.drive(pin.checkpoint.drive_id, GIVEN.checkpoint)
    return serving


@pytest.fixture
def upstream(serving: Upstream) -> Upstream:
    serving.recover()
    serving.asks_to_confirm, serving.ranges = False, True
    return serving


def asked_of_drive(said: list[str]) -> int:
    """Count the requests to Drive in what was said meanwhile."""
    return len([line for line in said if line.startswith(f"fetching https://{CONTENT}/")])


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_of_drive_is_named_and_over_when_drive_recovers(
    network: Network, upstream: Upstream, tmp_path: Path, name: str
) -> None:
    failure, output = FAILURES[name], tmp_path / "out/files"
    upstream.fail(name)
    patience = HURRIED if failure.seconds else PATIENT
    refused = refusal(network, GIVEN.pin, output, patience=patience)
    assert refused is not None
    assert (refused.exit_code, failure.says in refused.problem) == (failure.code, True)
    assert (error_line(refused).isprintable(), output.exists()) == (True, False)
    upstream.recover()
    take(network, GIVEN.pin, output)
    assert (output / "u2netp.pth").read_bytes() == GIVEN.checkpoint
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["files"]


def test_a_failure_touches_no_good_file_and_asks_nobody(
    network: Network, upstream: Upstream, tmp_path: Path
) -> None:
    take(network, GIVEN.pin, tmp_path / "out")
    upstream.fail("wrong file")
    said: list[str] = []
    take(network, GIVEN.pin, tmp_path / "out", progress=said.append)
    assert [line for line in said if "fetching" in line] == []
    assert (tmp_path / "out/u2netp.pth").read_bytes() == GIVEN.checkpoint


def test_the_notice_is_confirmed_once(network: Network, upstream: Upstream, tmp_path: Path) -> None:
    upstream.asks_to_confirm = True
    said: list[str] = []
    take(network, GIVEN.pin, tmp_path / "out", progress=said.append)
    assert (tmp_path / "out/u2netp.pth").read_bytes() == GIVEN.checkpoint
    assert asked_of_drive(said) == 2


@pytest.mark.parametrize(("name", "times"), [("notice for ever", 2), ("notice that leads away", 1)])
def test_a_notice_is_not_confirmed_again_nor_elsewhere(
    network: Network, upstream: Upstream, tmp_path: Path, name: str, times: int
) -> None:
    upstream.fail(name)
    said: list[str] = []
    refusal(network, GIVEN.pin, tmp_path / "out", progress=said.append)
    assert (asked_of_drive(said), network.refused) == (times, ())


@pytest.mark.parametrize("ranges", [True, False])
def test_what_was_cut_off_is_continued_by_the_next_run(
    network: Network, upstream: Upstream, tmp_path: Path, *, ranges: bool
) -> None:
    upstream.fail("truncated with 200")
    refusal(network, GIVEN.pin, tmp_path / "out/files")
    (part,) = (tmp_path / "out").iterdir()
    assert GIVEN.pin.checkpoint.digest.hex in part.name
    assert part.read_bytes() == GIVEN.checkpoint[: len(GIVEN.checkpoint) // 2]
    upstream.recover()
    upstream.ranges = ranges
    said: list[str] = []
    take(network, GIVEN.pin, tmp_path / "out/files", progress=said.append)
    assert (tmp_path / "out/files/u2netp.pth").read_bytes() == GIVEN.checkpoint
    assert any(line.startswith("  206,") for line in said) is ranges


def test_a_page_does_not_replace_what_was_kept(
    network: Network, upstream: Upstream, tmp_path: Path
) -> None:
    for name in ("truncated with 200", "quota page", "notice for ever", "login page"):
        upstream.fail(name)
        refusal(network, GIVEN.pin, tmp_path / "out/files")
    (part,) = (tmp_path / "out").iterdir()
    assert part.read_bytes() == GIVEN.checkpoint[: len(GIVEN.checkpoint) // 2]
