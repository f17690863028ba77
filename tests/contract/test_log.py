"""A log on tiles on the local network, and the runs in which the last reading is kept."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from release.download import Downloads
from release.errors import MissingInputError, MissingRightError, ServiceDownError
from release.github_api import GitHubApi
from release.watch.log.kept import Kept, last_state
from release.watch.log.reading import read
from release.watch.log.tiles import TileLog, fetch_from
from tests.contract.place import REPO, Place
from tests.contract.test_actions import uploaded, zipped
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.log_files import LogFiles
from tests.watch.memory_log import MemoryLog

LOG, HOST = MemoryLog.of(300), "https://log.example"


def served(place: Place) -> TileLog:
    """Serve a log of 300 entries as Rekor v2 leaves it on disk."""
    folder = place.root / "log"
    paths = ("checkpoint", "tile/entries/000", "tile/entries/001.p/44", "secret")
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"a key" if path == "secret" else LOG.fetch(path, 1 << 24))
    place.network.mount("log.example", LogFiles(folder).answer)
    tls = ssl.create_default_context(cafile=str(place.network.ca_file))
    downloads = Downloads(proxy=place.network.proxy_url, tls=tls, wait=lambda _: None)
    return TileLog(log=LOG.log, fetch=fetch_from(downloads, LOG.log))


def test_a_log_is_read_over_the_network_without_a_token(place: Place) -> None:
    reading = read(served(place), None, lambda index, _: index)
    assert reading.found == tuple(range(300))
    assert {r.actor for r in place.network.requests if r.host == "log.example"} == {None}


@pytest.mark.parametrize(("effect", "expected"), [
    (Effect.DROP_BEFORE, ServiceDownError), (Effect.STATUS, MissingInputError)])  # fmt: skip
def test_a_file_that_does_not_come_ends_the_reading(
    place: Place, effect: Effect, expected: type[Exception]
) -> None:
    log = served(place)
    path = "/api/v2/tile/entries/000"
    place.network.faults.add(
        Fault(host="log.example", path=path, effect=effect, status=404, times=9)
    )
    with pytest.raises(expected):
        read(log, None, lambda index, _: index)


@pytest.mark.parametrize("path", ["secret", "tile/../secret", "tile/entries", "nothing"])
def test_the_reading_side_of_the_log_gives_its_public_files_alone(place: Place, path: str) -> None:
    served(place)
    assert place.client("GET", f"{HOST}/api/v2/checkpoint").status == 200
    assert place.client("GET", f"{HOST}/api/v2/{path}").status == 404


def test_the_reading_side_of_the_log_takes_nothing(place: Place) -> None:
    served(place)
    assert place.client("POST", f"{HOST}/api/v2/log/entries", body={}).status == 501
    place.unsupported.append("POST https://log.example/api/v2/log/entries")


@contextmanager
def api(place: Place, right: str = "read") -> Iterator[GitHubApi]:
    tls = ssl.create_default_context(cafile=str(place.network.ca_file))
    token, proxy = place.token(actions=right), place.network.proxy_url
    with GitHubApi("VMAFx/vmafx", token, proxy=proxy, tls=tls, pause=lambda _: None) as made:
        yield made


def kept(place: Place, right: str = "read") -> Kept | None:
    with api(place, right) as asks:
        return last_state(asks, REPO, "attach.yml")


def ran(place: Place, event: str = "schedule", conclusion: str = "success") -> Kept:
    """Let a run leave its state, and end."""
    run = place.github.start_run("attach.yml", event, place.commit({"a": event}), "maintainer")
    token = place.github.artifacts.runtime_token(run.id)
    number = uploaded(place, token, "log-checkpoints-1", zipped(a=b"1"))
    place.github.finish_run(run.id, conclusion)
    return Kept(run=run.id, artifact=number)


def test_the_state_is_found_where_the_last_good_run_left_it(place: Place) -> None:
    assert kept(place) is None
    first = ran(place)
    assert kept(place) == first
    ran(place, conclusion="failure")
    ran(place, event="pull_request")
    assert kept(place) == first
    second = ran(place, event="workflow_dispatch")
    assert kept(place) == second


def test_a_state_that_expired_is_not_taken_for_a_beginning(place: Place) -> None:
    made = ran(place)
    place.github.artifacts.expire(made.run, "log-checkpoints-1")
    with pytest.raises(MissingInputError):
        kept(place)


def test_a_token_that_may_not_read_runs_is_said_so(place: Place) -> None:
    ran(place)
    with pytest.raises(MissingRightError):
        kept(place, "none")
