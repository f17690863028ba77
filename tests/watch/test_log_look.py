"""A look at all logs: each odd thing is told where it is, and what one log hides stops no other."""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pytest

from release.bundle import Shape
from release.errors import MissingInputError
from release.lifecycle import CHANGES, Change
from release.names import Role
from release.registry import Registry
from release.sign.signatures import BUNDLES
from release.watch.log import signature
from release.watch.log.explained import entry_of
from release.watch.log.kept import Begin
from release.watch.log.look import Found, LogLook
from tests.core import samples
from tests.instance.claims import job_of, stated
from tests.sign.samples import NAMES, instance
from tests.watch.memory_log import ORIGIN, MemoryLog
from tests.watch.seeded import Shelf, tag
from tests.watch.test_log_signature import body

POLICY = samples.policy()
FORGED = body(stated(replace(job_of(POLICY.publisher(tag(1))), run_id=9)))
RUN = {
    "path": POLICY.publisher(tag(1)).workflow,
    "head_sha": "a" * 40,
    "head_branch": "main",
    "event": "workflow_dispatch",
}


KNOWN = instance().sign_blob(b"a list", stated(job_of(POLICY.revoker(1))), Shape.REKOR_V2)


def shelved() -> Shelf:
    shelf = Shelf(instance=instance())
    shelf.sign(1)
    return shelf


SHELF = shelved()
MODEL_BUNDLE = SHELF.sets[1].files[Role.MODEL_BUNDLE]


def entry(bundle: bytes) -> bytes:
    """Return the body of the entry in a bundle."""
    (row,) = json.loads(bundle)["verificationMaterial"]["tlogEntries"]
    return base64.b64decode(row["canonicalizedBody"])


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a download."""

    data: bytes

    def body(self) -> bytes:
        """Return all of it."""
        return self.data


@dataclass(kw_only=True)
class Internet:
    """The logs by their hosts, the releases of a shelf, and GitHub's runs by number."""

    logs: Mapping[str, MemoryLog]
    shelf: Shelf = field(default_factory=lambda: SHELF)
    runs: dict[int, Mapping[str, object]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, hosts: Collection[str], limit: int) -> Given:
        """Give a file; raises MissingInputError for one that is not there."""
        self.fetched.append(url)
        host, _, path = url.removeprefix("https://").partition("/")
        assert host in hosts
        if host in self.logs:
            return Given(self.logs[host].fetch(path.removeprefix("api/v2/"), limit))
        for role, data in self.shelf.sets[1].files.items():
            if url.endswith(f"/{tag(1)}/{NAMES.asset(role)}"):
                return Given(data)
        raise MissingInputError(f"{url} is not there", expected="a file", remedy="-")

    def asked(self, target: str) -> tuple[int, object]:
        """Answer what GitHub says of a run."""
        number = int(target.rpartition("/")[2])
        return (200, self.runs[number]) if number in self.runs else (404, None)


def internet(*bodies: bytes, runs: Mapping[int, Mapping[str, object]] | None = None) -> Internet:
    """Return a world with one log of five entries of nobody, and `bodies` after them."""
    log = MemoryLog(bodies=[*MemoryLog.of(5).bodies, *bodies])
    return Internet(logs={ORIGIN: log}, runs=dict(runs or {}))


def look(
    world: Internet,
    state: Mapping[str, bytes] | None = None,
    begin: Begin | None = Begin.EMPTY,
    registry: Registry | None = None,
) -> Found:
    """Look at all logs of `world`, from `state` on."""
    one = LogLook(
        policy=POLICY,
        registry=registry or SHELF.registry(),
        asks=world,
        downloads=world,
        known=frozenset({entry_of(KNOWN)}),
        authorities=signature.authorities(instance().trusted_root),
        tell=lambda _: None,
    )
    return one.found(tuple(log.log for log in world.logs.values()), state or {}, begin)


def told(found: Found) -> list[tuple[str, int]]:
    return [(one.where, one.error.exit_code) for one in found.seen]


FIRST = f"{ORIGIN} entry 5"


def test_what_is_published_and_what_people_know_is_explained() -> None:
    found = look(internet(entry(MODEL_BUNDLE), entry(KNOWN)))
    assert (told(found), found.signatures, found.unpublished) == ([], 2, 0)
    assert "2 new signatures" in found.well(())
    assert "rekor.example, which" in found.well(("rekor.example",))


def test_a_signature_that_nothing_explains_is_told_and_one_of_a_run_is_counted() -> None:
    assert told(look(internet(FORGED))) == [(FIRST, 22)]
    found = look(internet(FORGED, runs={9: RUN}))
    assert (told(found), found.signatures, found.unpublished) == ([], 1, 1)
    at_main = {**RUN, "path": f"{RUN['path']}@main"}
    assert told(look(internet(FORGED, runs={9: at_main}))) == []
    assert told(look(internet(FORGED, runs={9: {}}))) == [(FIRST, 22)]


def test_the_next_look_goes_on_where_the_last_one_ended() -> None:
    world = internet(FORGED)
    state = look(world).notes
    again = look(world, state, Begin.NOW)
    assert (told(again), "Begun" in again.well(())) == ([], False)
    world.logs[ORIGIN].bodies.append(FORGED)
    assert told(look(world, state, None)) == [(f"{ORIGIN} entry 6", 22)]


def test_that_entries_were_passed_over_is_told_once_and_is_no_failure() -> None:
    world = internet(FORGED)
    found = look(world, begin=Begin.NOW)
    told_to_alarm = [(one.where, one.error.exit_code) for one in found.told]
    assert (told(found), told_to_alarm) == ([], [(ORIGIN, 10)])
    assert look(world, found.notes, begin=None).told == ()
    assert look(internet(), begin=Begin.EMPTY).told == ()


def test_without_a_state_somebody_must_say_where_to_begin() -> None:
    found = look(internet(FORGED), begin=Begin.NOW)
    assert (told(found), "nothing before was looked at" in found.well(())) == ([], True)
    with pytest.raises(MissingInputError):
        look(internet(FORGED), begin=None)
    assert [Begin.of(word) for word in ("empty", "now", "nowhere", "", None)] == [
        *(Begin.EMPTY, Begin.NOW),
        *(None, None, None),
    ]


def test_a_log_that_forked_is_told_keeps_its_state_and_stops_no_other() -> None:
    other = MemoryLog(bodies=[*MemoryLog.of(3).bodies, FORGED], origin="other.example")
    world = replace(internet(), logs={**internet().logs, other.origin: other})
    state = {ORIGIN: world.logs[ORIGIN].note(), other.origin: other.note(3)}
    world.logs[ORIGIN].bodies[4] = b"another"
    found = look(world, state, None)
    assert told(found) == [(ORIGIN, 20), (f"{other.origin} entry 3", 22)]
    assert found.notes == {ORIGIN: state[ORIGIN], other.origin: other.note()}


def test_a_log_that_is_new_among_others_is_read_from_its_first_entry() -> None:
    new = MemoryLog(bodies=[FORGED], origin="new.example")
    world = replace(internet(), logs={**internet().logs, new.origin: new})
    found = look(world, {ORIGIN: world.logs[ORIGIN].note()}, None)
    assert told(found) == [("new.example entry 0", 22)]


def test_releases_are_fetched_only_when_something_of_ours_is_new_and_never_a_burned_one() -> None:
    nothing, something, burned = internet(), internet(FORGED), internet(FORGED)
    gone = CHANGES["burn"](SHELF.registry(), Change(tag=tag(1), reason="deleted"))
    look(nothing), look(something), look(burned, registry=gone)
    fetched = [[u for u in w.fetched if "releases" in u] for w in (nothing, something, burned)]
    assert list(map(len, fetched)) == [0, len(BUNDLES), 0]


def test_a_release_that_cannot_be_fetched_is_not_taken_for_one_without_signatures() -> None:
    world = internet(FORGED, runs={9: RUN})
    assert told(look(world)) == []
    with pytest.raises(MissingInputError):
        look(replace(world, shelf=replace(SHELF, sets={1: replace(SHELF.sets[1], files={})})))
