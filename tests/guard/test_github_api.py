"""The guard's questions, asked of a stateful local GitHub: answers, refusals, silence."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from release.errors import (
    MissingRightError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
)
from release.github_api import GitHubApi
from release.names import Tag
from release.version import VersionTag
from tests.guard.test_answers import commit, git
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network

BOT = "github-actions[bot]"
RIGHTS = {"contents": "read", "actions": "read", "pull-requests": "read"}
API = "api.github.com"
FIRST = Tag(model="u2netp", n=1)
WORKFLOW = "u2netp-mirror-attach.yml"


@dataclass
class Place:
    """A local GitHub with one commit, and how often a question was repeated."""

    network: Network
    github: GitHub
    tip: str
    waits: list[float] = field(default_factory=list)
    opened: ExitStack = field(default_factory=ExitStack)

    def api(self, **rights: str) -> GitHubApi:
        token = self.github.tokens.issue(BOT, rights or RIGHTS)
        tls = ssl.create_default_context(cafile=self.network.ca_file)
        proxy = self.network.proxy_url
        api = GitHubApi("VMAFx/vmafx", token, proxy=proxy, tls=tls, pause=self.waits.append)
        return self.opened.enter_context(api)

    def fault(
        self, status: int, *, times: int = 1, headers: Mapping[str, str] | None = None
    ) -> None:
        self.network.faults.add(
            Fault(
                host=API,
                path=".*",
                effect=Effect.STATUS,
                status=status,
                times=times,
                headers=headers or {},
            )
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    network = Network(tmp_path / "network")
    github = GitHub(tmp_path / "github", network)
    network.start()
    tree = tmp_path / "tree"
    tree.mkdir()
    git(tree, "init", "-q", "-b", "main")
    text = "on: {workflow_dispatch: {}}\njobs: {}\n"
    tip = commit(tree, f".github/workflows/{WORKFLOW}", text)
    git(tree, "push", "-q", str(github.git_dir), "main")
    made = Place(network=network, github=github, tip=tip)
    with made.opened:
        yield made
    network.close()
    github.close()
    assert network.unsupported == ()


def test_the_tip_of_main_is_told(place: Place) -> None:
    assert place.api().head("main") == place.tip


def test_an_empty_repository_has_no_releases_tags_or_pull_requests(place: Place) -> None:
    api = place.api()
    assert api.releases("u2netp") == ()
    assert api.tags("u2netp") == ()
    assert api.open_pull("bot/u2netp-mirror-v1", BOT) is None


def test_tags_are_read_in_their_one_spelling(place: Place, tmp_path: Path) -> None:
    for name in ("u2netp-mirror-v1", "u2netp-mirror-v01", "u2netp-mirror-v12x", "v1"):
        git(tmp_path / "tree", "push", "-q", str(place.github.git_dir), f"HEAD:refs/tags/{name}")
    assert place.api().tags("u2netp") == (FIRST,)


def test_only_unfinished_runs_of_the_workflow_are_told(place: Place) -> None:
    done = place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person")
    place.github.finish_run(done.id, "success")
    running = place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person")
    assert [run.id for run in place.api().unfinished_runs(WORKFLOW)] == [running.id]


def test_ended_runs_of_the_workflow_are_told(place: Place) -> None:
    done = place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person")
    place.github.finish_run(done.id, "failure")
    place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person")
    told = place.api().ended_runs(WORKFLOW)
    assert [(run.id, run.commit) for run in told] == [(done.id, place.tip)]


def test_the_newest_signed_set_that_still_lives_is_told_and_a_part_only_without_one(
    place: Place,
) -> None:
    run = place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person").id
    store, api = place.github.artifacts, place.api()
    store.leave(run, "release-set-1", b"-")
    assert api.signed_set(run) is None
    part = store.leave(run, "signed-part-1", b"-")
    assert api.signed_set(run) == part
    whole = [store.leave(run, f"signed-set-{attempt}", b"-") for attempt in (2, 3)]
    store.leave(run, "signed-part-4", b"-")
    assert api.signed_set(run) == whole[1]
    for attempt in (2, 3):
        store.expire(run, f"signed-set-{attempt}")
    assert api.signed_set(run) == part + 3


def test_the_signed_set_of_a_version_is_found_by_its_name(place: Place) -> None:
    run = place.github.start_run(WORKFLOW, "schedule", place.tip, "a-person").id
    store, api = place.github.artifacts, place.api()
    part = store.leave(run, "signed-part-v0.2.0-1", b"-")
    other = store.leave(run, "signed-set-v0.2.01-1", b"-")
    tags = [VersionTag.parse(name) for name in ("v0.2.0", "v0.2.1")]
    assert [api.signed_set(run, tag) for tag in tags] == [part, None]
    assert api.signed_set(run) == other


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_hiccup_is_asked_again(place: Place, status: int) -> None:
    place.fault(status)
    assert place.api().head("main") == place.tip
    assert place.waits == [1.0]


def test_silence_is_an_error_and_never_an_answer(place: Place) -> None:
    place.fault(502, times=3)
    with pytest.raises(ServiceDownError):
        place.api().releases("u2netp")


def test_a_dropped_connection_is_asked_again(place: Place) -> None:
    place.network.faults.add(Fault(host=API, path=".*", effect=Effect.DROP_BEFORE))
    assert place.api().head("main") == place.tip


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (401, {}, MissingRightError),
        (403, {}, MissingRightError),
        (404, {}, MissingRightError),
        (403, {"Retry-After": "60"}, TryAgainLaterError),
        (403, {"X-RateLimit-Remaining": "0"}, TryAgainLaterError),
        (429, {}, TryAgainLaterError),
    ],
)
def test_a_refusal_says_whom_to_ask(
    place: Place, status: int, headers: dict[str, str], expected: type[ReleaseError]
) -> None:
    place.fault(status, headers=headers)
    with pytest.raises(expected):
        place.api().tags("u2netp")


def test_a_missing_right_is_named(place: Place) -> None:
    with pytest.raises(MissingRightError) as caught:
        place.api(contents="read").open_pull("bot/u2netp-mirror-v1", BOT)
    assert "pull" in caught.value.expected
