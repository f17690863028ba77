"""Issues of the local GitHub, and the alarm that lives there: one, updated, closed by success."""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from release.errors import MissingRightError, ServiceDownError, SettingError, TryAgainLaterError
from release.github.voice import GitHubVoice
from release.sighting import Sighting
from tests.contract.place import REPO, Place
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.issue_records import Issue
from upkeep.alarm import BOT, Action, News, Watch
from upkeep.issues import Issues

ISSUES = f"{REPO}/issues"
RUN = "https://github.com/VMAFx/vmafx/actions/runs/7"
SEEN = Sighting(where="u2netp-mirror-v1", code=41, problem="the notes", remedy="edit them back")
WELL = News(watch=Watch.VERIFY_PUBLISHED, result="success", seen=(), more=0, run=RUN)
WRONG = replace(WELL, result="failure", seen=(SEEN,))


@pytest.fixture
def place_with_pull(place: Place) -> Place:
    place.commit({"a": "a"}, "side")
    token = place.token(pull_requests="write")
    body = {"title": "t", "head": "side", "base": "main", "body": WRONG.marker}
    assert place.client("POST", f"{REPO}/pulls", token=token, body=body).status == 201
    return place


def settled(place: Place, news: News, **rights: str) -> Sequence[Action]:
    token = place.token(**(rights or {"issues": "write"}))
    tls = ssl.create_default_context(cafile=str(place.network.ca_file))
    proxy = place.network.proxy_url
    with GitHubVoice("VMAFx/vmafx", token, proxy=proxy, tls=tls, pause=lambda _: None) as voice:
        return Issues(talks=voice, base=REPO, pause=lambda _: None).settle(news)


def open_ones(place: Place) -> list[Issue]:
    return [issue for issue in place.github.issues() if issue.state == "open"]


def test_an_alarm_is_opened_once_updated_in_place_and_closed_by_success(
    place_with_pull: Place,
) -> None:
    place = place_with_pull
    for news in (WRONG, WRONG, replace(WRONG, run=f"{RUN}8")):
        settled(place, news)
    (issue,) = open_ones(place)
    assert (issue.number, issue.author, issue.title) == (2, BOT, "Alarm: verify-published")
    assert (f"{RUN}8" in str(issue.body), issue.comments) == (True, ())
    settled(place, replace(WRONG, seen=(replace(SEEN, problem="the title"),)))
    (issue,) = open_ones(place)
    assert ["the title" in comment.body for comment in issue.comments] == [True]
    settled(place, WELL)
    (issue,) = place.github.issues()
    assert (issue.state, issue.reason, len(issue.comments)) == ("closed", "completed", 2)
    settled(place, WELL)
    settled(place, WRONG)
    assert [i.number for i in open_ones(place)] == [3]


def test_each_watch_has_its_own_issue(place: Place) -> None:
    for watch in Watch:
        settled(place, replace(WRONG, watch=watch))
    assert [issue.title for issue in open_ones(place)] == [watch.title for watch in Watch]
    settled(place, WELL)
    assert [issue.title for issue in open_ones(place)] == [w.title for w in list(Watch)[1:]]


def test_an_issue_of_somebody_else_with_our_sign_is_not_touched(place: Place) -> None:
    token = place.token("a-stranger", issues="write")
    body = {"title": "Alarm: verify-published", "body": WRONG.marker}
    assert place.client("POST", ISSUES, token=token, body=body).status == 201
    settled(place, WRONG)
    settled(place, WELL)
    assert [(i.author, i.comments) for i in open_ones(place)] == [("a-stranger", ())]


def test_of_two_the_first_is_kept(place: Place) -> None:
    token = place.token(issues="write")
    for _ in range(2):
        body = {"title": "Alarm", "body": WRONG.marker}
        assert place.client("POST", ISSUES, token=token, body=body).status == 201
    settled(place, WRONG)
    assert [issue.number for issue in open_ones(place)] == [1]


@pytest.mark.parametrize("effect", [Effect.DROP_AFTER, Effect.DROP_BEFORE, Effect.STATUS])
def test_an_answer_that_got_lost_makes_no_second_issue(place: Place, effect: Effect) -> None:
    fault = Fault(host="api.github.com", method="POST", path=ISSUES, effect=effect)
    place.network.faults.add(fault)
    settled(place, WRONG)
    assert len(place.github.issues()) == 1


def test_a_service_that_stays_away_is_said_so(place: Place) -> None:
    fault = Fault(host="api.github.com", path=f"{ISSUES}.*", effect=Effect.STATUS, times=99)
    place.network.faults.add(fault)
    with pytest.raises(ServiceDownError):
        settled(place, WRONG)


def test_beyond_the_limit_is_later(place: Place) -> None:
    fault = Fault(host="api.github.com", method="POST", path=ISSUES, effect=Effect.STATUS,
                  status=403, headers={"Retry-After": "60"})  # fmt: skip
    place.network.faults.add(fault)
    with pytest.raises(TryAgainLaterError):
        settled(place, WRONG)


def test_issues_that_are_off_are_a_click(place: Place) -> None:
    place.github.issues_on = False
    with pytest.raises(SettingError):
        settled(place, WRONG)


@pytest.mark.parametrize("rights", [{"contents": "write"}, {"issues": "read"}])
def test_a_token_without_the_right_is_said_so(place: Place, rights: dict[str, str]) -> None:
    with pytest.raises(MissingRightError):
        settled(place, WRONG, **rights)


def test_more_than_a_page_of_issues_is_read(place: Place) -> None:
    token = place.token("a-person", issues="write")
    settled(place, WRONG)
    for number in range(120):
        assert place.client("POST", ISSUES, token=token, body={"title": str(number)}).status == 201
    settled(place, WELL)
    assert place.github.issues()[0].state == "closed"


class Crowd:
    """A GitHub where a stranger keeps an issue open for every number there is."""

    def __init__(self, *rows: object) -> None:
        self.rows, self.opened = rows, list[object]()

    def asked(self, target: str) -> tuple[int, object]:
        query = parse_qs(urlsplit(target).query)
        if query.get("creator") == [BOT]:
            return 200, list(self.rows)
        row = {"number": 1, "user": {"login": "a-stranger"}, "body": WRONG.marker}
        return 200, [row] * int(query["per_page"][0])

    def told(self, verb: str, target: str, body: Mapping[str, object]) -> tuple[int, object]:
        self.opened.append((verb, target, body["title"]))
        return 201, {}


def test_a_crowd_of_issues_cannot_keep_the_alarm_from_being_opened() -> None:
    crowd = Crowd()
    Issues(talks=crowd, base=REPO, pause=lambda _: None).settle(WRONG)
    assert crowd.opened == [("POST", ISSUES, "Alarm: verify-published")]


@pytest.mark.parametrize("row", [None, 5, "pull_request", [], {}, {"number": "1"}])
def test_a_row_that_is_no_issue_is_no_answer(row: object) -> None:
    with pytest.raises(ServiceDownError):
        Issues(talks=Crowd(row), base=REPO, pause=lambda _: None).settle(WRONG)


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": 7}, {"title": "t", "body": "x" * 65_537}]
)
def test_what_is_no_issue_is_refused(place: Place, body: dict[str, object]) -> None:
    token = place.token(issues="write")
    assert place.client("POST", ISSUES, token=token, body=body).status == 422  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"state": "gone"}, {"state_reason": "tired"}])
def test_a_state_that_is_none_is_refused(place: Place, change: dict[str, str]) -> None:
    token = place.token(issues="write")
    made = place.client("POST", ISSUES, token=token, body={"title": "t"}).document()
    edited = place.client("PATCH", f"{ISSUES}/{made['number']}", token=token, body=change)
    assert edited.status == 422
    assert place.client("GET", f"{ISSUES}/9", token=token).status == 404
    assert place.client("GET", f"{ISSUES}/{made['number']}/comments", token=token).rows() == []
