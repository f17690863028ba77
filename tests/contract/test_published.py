"""A look at everything published on the local network: each thing that is not so is told."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest

from release.bundle import Shape
from release.download import Downloads
from release.errors import MissingRightError
from release.github_api import GitHubApi
from release.lifecycle import CHANGES, Change
from release.registry import Registry
from release.sighting import Seen
from release.verify import trust
from release.verify.demands import Demands
from release.verify.seen import Forgetful
from release.watch.announced import Promised
from release.watch.listing import GitHubList
from release.watch.look import Judging, Look
from tests.contract.place import REPO, Place
from tests.rehearsal.hosts.faults import Effect, Fault
from tests.sign.samples import InMemoryCosign, instance
from tests.watch.seeded import Shelf, publish, tag

Told = list[tuple[str, int]]
FILE = "/VMAFx/vmafx/releases/download/u2netp-mirror-v1/u2netp_mirror_v1.onnx"


@dataclass(kw_only=True)
class Shown:
    """Two published releases, the registry that records them, and a stranger who looks."""

    place: Place
    shelf: Shelf
    registry: Registry
    models: tuple[str, ...] = ("u2netp",)
    promised: Promised = Promised(announced=(), missing=frozenset())  # noqa: RUF009 -- frozen

    @cached_property
    def writer(self) -> str:
        return self.place.token(contents="write")

    def told(self, *, after: timedelta = timedelta(0), right: str = "read") -> Told:
        return [(one.where, one.error.exit_code) for one in self.seen(after=after, right=right)]

    def seen(self, *, after: timedelta = timedelta(0), right: str = "read") -> Sequence[Seen]:
        network = self.place.network
        tls = ssl.create_default_context(cafile=str(network.ca_file))
        reader = self.place.token("reader[bot]", contents=right)
        with GitHubApi(
            "VMAFx/vmafx", reader, proxy=network.proxy_url, tls=tls, pause=lambda _: None
        ) as api:
            look = Look(
                policy=self.shelf.policy,
                registry=self.registry,
                lists=GitHubList(asks=api, base=REPO),
                downloads=Downloads(proxy=network.proxy_url, tls=tls, wait=lambda _: None),
                judging=self.judging(),
                tell=lambda _: None,
            )
            return look.seen(self.promised, datetime.now(UTC) + after)[0]

    def judging(self) -> Judging:
        folder = self.place.root / "trust"
        if not folder.exists():
            self.shelf.instance.write(folder)
        held = trust.kept(folder / "trusted_root.json", self.shelf.policy, trust.today())
        demands = Demands(
            policy=self.shelf.policy, trust=held, memory=Forgetful(), today=trust.today
        )
        return Judging(judge=held.judge, cosign=InMemoryCosign(), demands=demands, expires=None)

    def page(self, name: str) -> dict[str, object]:
        url = f"{REPO}/releases/tags/{name}"
        return dict(self.place.client("GET", url, token=self.writer).document())

    def edit(self, which: str, /, **members: object) -> None:
        url = f"{REPO}/releases/{self.page(which)['id']}"
        assert self.place.client("PATCH", url, token=self.writer, body=members).status == 200  # type: ignore[arg-type]

    def make_tag(self, name: str, sha: str = "") -> None:
        body = {"ref": f"refs/tags/{name}", "sha": sha or self.commit}
        made = self.place.client("POST", f"{REPO}/git/refs", token=self.writer, body=body)
        assert made.status == 201, made.body

    def make_release(self, which: str, /, **members: object) -> None:
        body = {"tag_name": which, "target_commitish": self.commit, **members}
        made = self.place.client("POST", f"{REPO}/releases", token=self.writer, body=body)  # type: ignore[arg-type]
        assert made.status == 201, made.body

    @cached_property
    def commit(self) -> str:
        answer = self.place.client("GET", f"{REPO}/git/ref/heads/main", token=self.writer)
        found = answer.document()["object"]
        assert isinstance(found, dict)
        return str(found["sha"])


@pytest.fixture
def shown(place: Place) -> Shown:
    shelf = Shelf(instance=instance())
    for n, shape in ((1, Shape.REKOR_V2), (2, Shape.REKOR_V1)):
        shelf.sign(n, shape)
    found = Shown(place=place, shelf=shelf, registry=shelf.registry())
    publish(place.client, found.writer, shelf, found.commit, shelf.sets)
    return found


def test_what_is_as_it_was_published_is_well_and_the_api_is_asked_with_a_token_only(
    shown: Shown,
) -> None:
    before = len(shown.place.network.requests)
    assert shown.told() == []
    asked = shown.place.network.requests[before:]
    assert {r.actor for r in asked if r.host == "api.github.com"} == {"reader[bot]"}
    assert {r.actor for r in asked if r.host != "api.github.com"} == {None}
    assert sum(r.host == "github.com" for r in asked) == 2 * len(shown.shelf.sets[1].files)


V1, V2 = str(tag(1)), str(tag(2))
EDITS: dict[str, tuple[Callable[[Shown], object], Told]] = {
    "the notes": (lambda s: s.edit(V1, body="Trust me."), [(V1, 41)]),
    "shown as Latest": (lambda s: s.edit(V2, make_latest="true"), [(V2, 41)]),
    "a look-alike tag": (lambda s: s.make_tag("u2netp_mirror-v1"), [("u2netp_mirror-v1", 41)]),
    "our number, nothing of ours": (
        lambda s: s.make_release(str(tag(3)), make_latest="false"),
        [(str(tag(3)), 10)],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_one_edit_is_told_where_it_is_and_nowhere_else(shown: Shown, name: str) -> None:
    edit, expected = EDITS[name]
    edit(shown)
    assert shown.told() == expected


@pytest.mark.parametrize(
    ("effect", "status", "code"),
    [
        (Effect.STATUS, 404, 10),
        (Effect.STATUS, 429, 75),
        (Effect.DROP_BEFORE, 0, 69),
    ],
)
def test_a_file_that_does_not_come_is_told_by_what_is_known(
    shown: Shown, effect: Effect, status: int, code: int
) -> None:
    fault = Fault(host="github.com", path=FILE, effect=effect, status=status, times=9)
    shown.place.network.faults.add(fault)
    assert shown.told() == [(V1, code)]


def test_other_bytes_are_told(shown: Shown) -> None:
    objects = "release-assets.githubusercontent.com"
    fault = Fault(host=objects, path=".*", effect=Effect.CORRUPT, nth=1)
    shown.place.network.faults.add(fault)
    ((where, code),) = shown.told()
    assert (where in {V1, V2}, code in {20, 21, 22, 40}) == (True, True)


def test_a_token_that_may_not_read_is_said_so(shown: Shown) -> None:
    with pytest.raises(MissingRightError):
        shown.seen(right="none")


def test_a_release_that_was_deleted_is_told(shown: Shown) -> None:
    url = f"{REPO}/releases/{shown.page(V1)['id']}"
    assert shown.place.client("DELETE", url, token=shown.writer).status == 204
    assert shown.told() == [(V1, 10)]
    shown.registry = CHANGES["burn"](shown.registry, Change(tag=tag(1), reason="deleted"))
    assert shown.told() == []


def test_a_commit_beside_main_is_told(shown: Shown) -> None:
    aside = shown.place.commit({"x": "x"}, "side")
    shown.shelf.sign(3)
    publish(shown.place.client, shown.writer, shown.shelf, aside, [3])
    assert shown.told() == [(str(tag(3)), 41)]
