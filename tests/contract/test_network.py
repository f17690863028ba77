"""The network itself: egress, unsupported calls, faults, and the hosts of upstream."""

import http.client
import time
import urllib.request
from collections.abc import Callable

import pytest

from tests.contract.client import Reply
from tests.contract.place import REPO, Place
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.rehearsal.hosts.upstream import Upstream

API = "api.github.com"
Get = Callable[[], Reply]


@pytest.fixture
def get(place: Place) -> Get:
    token = place.token(contents="read")
    return lambda: place.client("GET", REPO, token=token)


def test_an_unknown_host_is_refused_and_recorded(place: Place) -> None:
    with pytest.raises(OSError, match="403"):
        place.client("GET", "https://example.org/")
    assert place.network.refused == ("example.org:443",)


def test_plain_http_to_an_unknown_host_is_refused_and_recorded(place: Place) -> None:
    proxy = urllib.request.ProxyHandler({"http": place.network.proxy_url})
    with pytest.raises(OSError, match="403") as caught:
        urllib.request.build_opener(proxy).open("http://example.org/x", timeout=10)
    caught.value.close()  # type: ignore[attr-defined]
    assert place.network.refused == ("example.org:80",)


def test_a_call_nobody_wrote_is_501_and_recorded(place: Place) -> None:
    token = place.token(contents="write")
    place.unsupported = [
        f"GET https://{API}{REPO}/hooks",
        f"POST https://{API}/graphql",
        "GET https://token.actions.githubusercontent.com/x",
    ]
    query = {"query": "query Unheard { viewer { login } }"}
    assert place.client("GET", f"{REPO}/hooks", token=token).status == 501
    assert place.client("POST", "/graphql", token=token, body=query).status == 501
    issuer = "https://token.actions.githubusercontent.com/x"
    assert place.client("GET", issuer).status == 501


def test_calls_are_recorded_with_actor_and_status(place: Place, get: Get) -> None:
    get()
    seen = place.network.requests[-1]
    assert (seen.host, seen.path, seen.status) == (API, REPO, 200)
    assert seen.actor == "github-actions[bot]"


def fault(effect: Effect, nth: int = 1, seconds: float = 0.0) -> Fault:
    return Fault(host=API, path=REPO, effect=effect, nth=nth, status=503, seconds=seconds)


def test_a_status_fault_strikes_the_nth_call_once(place: Place, get: Get) -> None:
    place.network.faults.add(fault(Effect.STATUS, nth=2))
    assert [get().status for _ in range(3)] == [200, 503, 200]


@pytest.mark.parametrize("effect", [Effect.DROP_BEFORE, Effect.DROP_AFTER])
def test_a_dropped_connection_has_no_answer(place: Place, get: Get, effect: Effect) -> None:
    place.network.faults.add(fault(effect))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        get()
    assert get().status == 200


def test_a_call_dropped_after_its_effect_was_performed(place: Place) -> None:
    token = place.token(contents="write")
    path = f"{REPO}/releases"
    place.network.faults.add(Fault(host=API, path=path, method="POST", effect=Effect.DROP_AFTER))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        place.draft(token)
    assert len(place.client("GET", path, token=token).rows()) == 1


def test_a_slow_answer_does_not_hold_up_the_others(place: Place, get: Get) -> None:
    place.network.faults.add(fault(Effect.SLOW, seconds=0.2))
    start = time.monotonic()
    assert get().status == 200
    assert time.monotonic() - start >= 0.2


def test_a_corrupt_answer_differs_in_one_bit(place: Place) -> None:
    upstream = Upstream(place.network)
    upstream.drive("id", b"checkpoint")
    url = "https://drive.usercontent.google.com/download?id=id"
    host = "drive.usercontent.google.com"
    place.network.faults.add(Fault(host=host, path="/download", effect=Effect.CORRUPT))
    bodies = [place.client("GET", url).body for _ in range(2)]
    assert bodies == [b"checkqoint", b"checkpoint"]


def test_upstream_serves_raw_files_and_the_drive_file(place: Place) -> None:
    upstream = Upstream(place.network)
    upstream.publish("xuebinqin/U-2-Net", "c" * 40, {"model/u2net.py": b"code"})
    upstream.drive("id", b"checkpoint")
    raw = f"https://raw.githubusercontent.com/xuebinqin/U-2-Net/{'c' * 40}"
    assert place.client("GET", f"{raw}/model/u2net.py").body == b"code"
    assert place.client("GET", f"{raw}/other").status == 404
    page = place.client("GET", "https://drive.google.com/uc?id=id&export=download")
    assert place.client("GET", page.headers["Location"]).body == b"checkpoint"
    upstream.wrong_bytes = True
    assert place.client("GET", page.headers["Location"]).body != b"checkpoint"


def test_raw_files_of_the_repository_are_public(place: Place) -> None:
    for ref in ("main", "refs/heads/main"):
        url = f"https://raw.githubusercontent.com/VMAFx/vmafx/{ref}/README.md"
        assert place.client("GET", url).body == b"hello\n"


def test_whoever_asked_is_killed_after_the_call_was_performed(place: Place) -> None:
    killed: list[str] = []
    place.network.kill = lambda: killed.append("job")
    fault = Fault(host="api.github.com", path=".*/releases", effect=Effect.KILL_AFTER)
    place.network.faults.add(fault)
    token = place.token(contents="write")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        place.draft(token)
    assert (killed, len(place.github.releases())) == (["job"], 1)
