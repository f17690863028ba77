"""A look at upstream on the local network: everything that can move is told, silence is no move."""

import ssl
from collections.abc import Callable
from functools import partial

import pytest

from release import sighting
from release.acquire.drive import Drive
from release.acquire.source import sources
from release.download import Downloads
from release.errors import ReleaseError, ServiceDownError, TryAgainLaterError, UpstreamMovedError
from release.github_api import GitHubApi
from release.pin import Pin
from tests.contract.place import Place
from tests.pinned import synthetic
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.upstream import Upstream
from tests.rehearsal.hosts.upstream_api import UpstreamApi
from tests.rehearsal.moves import MOVES, files_of
from upkeep.upstream import Change, agreed, rendered, require_unchanged, told
from upkeep.upstream_look import Look, settled

API = "/repos/xuebinqin/U-2-Net"


def pin() -> Pin:
    return synthetic().pin


def still(place: Place) -> tuple[Upstream, UpstreamApi]:
    """Let upstream stand where the pin was made."""
    made, upstream = synthetic(), Upstream(place.network)
    upstream.drive(pin().checkpoint.drive_id, made.checkpoint)
    files = files_of(pin(), made.files)
    return upstream, upstream.stand_at(pin().upstream.repository, pin().upstream.commit, files)


def looked(place: Place, pause: Callable[[], None] = lambda: None) -> tuple[Change, ...]:
    tls = ssl.create_default_context(cafile=str(place.network.ca_file))
    proxy, token = place.network.proxy_url, place.token(contents="read")
    fetches = Downloads(proxy=proxy, tls=tls, wait=lambda _: None)
    with GitHubApi("x/y", token, proxy=proxy, tls=tls, pause=lambda _: None) as api:
        output = place.root / "acquired"
        drive = Drive.of(pin(), fetches, output=output, progress=lambda _: None)
        bring = partial(drive.bring, sources(pin())[0])
        look = Look(questions=api, downloads=fetches, checkpoint=bring)
        return settled(look, pin(), pause)


def test_an_upstream_that_stands_still_is_unchanged(place: Place) -> None:
    still(place)
    require_unchanged(looked(place), pytest.fail)


@pytest.mark.parametrize("branch", ["main", "\u00e4#1", "next/50%25"])
def test_upstream_may_call_its_branch_what_it_likes(place: Place, branch: str) -> None:
    _, api = still(place)
    api.branch = branch
    assert looked(place) == ()


@pytest.mark.parametrize("name", MOVES)
def test_a_move_is_told_alone_with_a_proposal(place: Place, name: str) -> None:
    move, says = MOVES[name]
    move(*still(place), pin())
    lines: list[str] = []
    with pytest.raises(UpstreamMovedError):
        require_unchanged(looked(place), lines.append)
    (line,) = lines
    assert says in line


@pytest.mark.parametrize("question", ["", "/releases", "/git/ref/heads/master", "/git/trees/.*"])
@pytest.mark.parametrize(("status", "error"), [(502, ServiceDownError), (429, TryAgainLaterError)])
def test_an_unanswered_question_is_no_move(
    place: Place, question: str, status: int, error: type[ReleaseError]
) -> None:
    still(place)
    fault = Fault(host="api.github.com", path=API + question, effect=Effect.STATUS, status=status,
                  times=9)  # fmt: skip
    place.network.faults.add(fault)
    with pytest.raises(error):
        looked(place)


@pytest.mark.parametrize("question", ["/releases", "/git/ref/heads/master", "/git/trees/.*"])
def test_a_part_that_is_not_there_while_the_repository_is_says_nothing(
    place: Place, question: str
) -> None:
    still(place)
    fault = Fault(host="api.github.com", path=API + question, effect=Effect.STATUS, status=404)
    place.network.faults.add(fault)
    with pytest.raises(ServiceDownError):
        looked(place)


@pytest.mark.parametrize("page", ["login page", "login redirect", "another page", "quota page"])
def test_a_page_instead_of_the_file_is_no_dead_link(place: Place, page: str) -> None:
    upstream, _ = still(place)
    upstream.fail(page)
    with pytest.raises((ServiceDownError, TryAgainLaterError)):
        looked(place)


def test_a_link_that_was_dead_for_a_minute_is_no_dead_link(place: Place) -> None:
    upstream, _ = still(place)
    upstream.fail("gone")
    with pytest.raises(TryAgainLaterError):
        looked(place, upstream.recover)
    assert looked(place) == ()


def test_only_what_two_looks_saw_is_told() -> None:
    change = Change(what="a", proposal="b")
    assert agreed((change,), (change,)) == (change,)
    for second in ((), (change, change), (Change(what="a", proposal="c"),)):
        with pytest.raises(TryAgainLaterError):
            agreed((change,), second)


def test_the_alarm_is_told_each_change_with_its_proposal() -> None:
    changes = (Change(what="a", proposal="b"), Change(what="c", proposal="d"))
    seen, more = sighting.parse(told(changes)["sightings"])
    assert [(one.code, one.problem[:1], one.remedy) for one in seen] == [
        (45, "a", "b"),
        (45, "c", "d"),
    ]
    assert (more, sighting.parse(told(())["sightings"])) == (0, ((), 0))


def test_a_name_chosen_by_others_stays_one_cell_of_the_table(place: Place) -> None:
    still(place)[1].releases.append("v1 | `rm` <b>\n::error::")
    table = rendered(looked(place))
    assert len(table.splitlines()) == 3
    assert not set(table.splitlines()[2]) & set("`<>")
    assert rendered(()) == "Upstream is what the pin was made from."
