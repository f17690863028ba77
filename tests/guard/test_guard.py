"""Is there anything to do? Each answer with its evidence, and no answer without."""

from dataclasses import dataclass, field, replace

import pytest

from release.artifact import Digest
from release.entry import RegistryEntry
from release.errors import (
    DigestMismatchError,
    ForeignObjectError,
    MissingRightError,
    TryAgainLaterError,
)
from release.guard.decide import Decision, Go, NothingToDo, Wanted, decide, fork
from release.guard.intake import Drop, Fate
from release.guard.observation import Sources, observe
from release.guard.plan import Plan
from release.guard.questions import Run
from release.guard.staged import with_staged
from release.manifest import Manifest
from release.mirror import Burned, Rollback, Status
from release.names import LISTED_IN_MANIFEST, Names, Tag
from release.record.entry import entry
from release.registry import Registry
from tests.core.samples import SEEN, manifest, policy
from tests.guard.memory import InMemoryGitHub, InMemoryHistory

HERE, SOURCE = "a" * 40, "c" * 40
KEY, OTHER = manifest().content_key, Digest.of(b"other content")
FIRST, SECOND = Tag(model="u2netp", n=1), Tag(model="u2netp", n=2)
RUN = 50


def numbered(n: int, key: Digest = KEY) -> Manifest:
    """Return the manifest of release `n` with the content `key`."""
    tag = Tag(model="u2netp", n=n)
    assets = tuple(
        replace(old, artifact=replace(old.artifact, name=Names(tag).asset(role)))
        for old, role in zip(manifest().assets, LISTED_IN_MANIFEST, strict=True)
    )
    return replace(manifest(), tag=tag, content_key=key, assets=assets)


def recorded(*manifests: Manifest, status: Status = Status.ACTIVE) -> Registry:
    entries = (entry(m, policy().publisher(m.tag)) for m in manifests)
    return Registry(tuple(_with(e, status) for e in entries))


def _with(made: RegistryEntry, status: Status) -> RegistryEntry:
    assert made.mirror
    return replace(made, mirror=replace(made.mirror, status=status))


@dataclass
class Place:
    """Everything around one question to the guard."""

    github: InMemoryGitHub = field(default_factory=InMemoryGitHub)
    history: InMemoryHistory = field(default_factory=InMemoryHistory)
    registry: Registry = field(default_factory=lambda: Registry(()))
    event: str = "workflow_dispatch"
    drops: tuple[Drop, ...] = ()

    def answer(self) -> Decision:
        wanted = Wanted(
            model="u2netp", content_key=KEY, source_commit=SOURCE, event=self.event, commit=HERE
        )
        sources = Sources(
            questions=self.github,
            history=self.history,
            manifest_of=self.github.manifest_of,
            drops=self.drops,
            pause=self.github.pause,
        )
        found = decide(observe(wanted, self.registry, policy(), RUN, sources), wanted)
        return with_staged(found, wanted, policy(), RUN, sources)


def published(*manifests: Manifest) -> InMemoryGitHub:
    return InMemoryGitHub(manifests={m.tag: m for m in manifests})


def plan(
    tag: Tag,
    *,
    previous: Digest | None = None,
    done: bool = False,
    burned: tuple[int, ...] = (),
    seen: int = SEEN,
) -> Plan:
    return Plan(
        tag=tag,
        content_key=KEY,
        source_commit=SOURCE,
        previous=previous,
        published=done,
        seen=seen,
        burned=burned,
    )


def test_with_nothing_there_the_first_release_is_planned() -> None:
    assert Place().answer() == Go(plan(FIRST))


def test_other_content_gets_the_next_number_and_names_the_manifest_before() -> None:
    before = numbered(1, OTHER)
    place = Place(github=published(before), registry=recorded(before))
    assert place.answer() == Go(plan(SECOND, previous=Digest.of(before.dump())))


def test_numbers_of_tags_and_of_burned_entries_are_never_used_again() -> None:
    burned = recorded(numbered(7, OTHER), status=Status.BURNED)
    place = Place(github=InMemoryGitHub(tag_names=(Tag(model="u2netp", n=4),)), registry=burned)
    expected = plan(Tag(model="u2netp", n=8), burned=(4,), seen=SEEN + 60)
    assert place.answer() == Go(expected)


def test_a_number_that_is_burned_without_a_model_is_never_used_again() -> None:
    burned = Registry((Burned(tag=SECOND, reason="squatted"),))
    assert Place(registry=burned).answer() == Go(plan(Tag(model="u2netp", n=3)))


def test_numbers_of_another_model_do_not_count() -> None:
    place = Place(github=InMemoryGitHub(tag_names=(Tag(model="other", n=9),)))
    assert place.answer() == Go(plan(FIRST))


@pytest.mark.parametrize("event", ["workflow_dispatch", "schedule", "push"])
def test_what_is_published_and_recorded_leaves_nothing_to_do(event: str) -> None:
    place = Place(github=published(numbered(1)), registry=recorded(numbered(1)), event=event)
    assert isinstance(place.answer(), NothingToDo)


@pytest.mark.parametrize("fate", Fate)
def test_a_drop_that_a_run_would_use_up_leaves_something_to_do(fate: Fate) -> None:
    drop = Drop(name="drop/u2netp/0123456789abcdef", fate=fate, file=None, reason="-")
    place = Place(
        github=published(numbered(1)),
        registry=recorded(numbered(1)),
        event="schedule",
        drops=(drop,),
    )
    finish = fate in {Fate.PINNED, Fate.WITNESS}
    assert isinstance(place.answer(), Go if finish else NothingToDo)


def test_content_of_an_older_recorded_release_is_not_released_again() -> None:
    both = numbered(1), numbered(2, OTHER)
    place = Place(github=published(*both), registry=recorded(*both))
    assert isinstance(place.answer(), NothingToDo)


def test_a_rollback_releases_older_content_again_and_then_leaves_nothing_to_do() -> None:
    both = numbered(1), numbered(2, OTHER)
    wish = Rollback(to=FIRST, reason="2 is wrong")
    asked = recorded(*both, status=Status.SUPERSEDED).with_entry(wish)
    before = Place(github=published(*both), registry=asked)
    third = plan(Tag(model="u2netp", n=3), previous=Digest.of(both[1].dump()))
    assert before.answer() == Go(third)
    after = Place(github=published(*both, numbered(3)), registry=asked)
    assert after.answer() == Go(replace(third, published=True, previous=numbered(3).previous))
    done = recorded(*both, numbered(3))
    assert isinstance(Place(github=after.github, registry=done).answer(), NothingToDo)


def test_what_is_published_and_not_recorded_is_finished_as_that_very_manifest() -> None:
    unrecorded = replace(numbered(2), previous=OTHER, source=manifest().source)
    place = Place(
        github=published(numbered(1, OTHER), unrecorded), registry=recorded(numbered(1, OTHER))
    )
    assert place.answer() == Go(plan(SECOND, previous=OTHER, done=True))


@pytest.mark.parametrize(
    ("event", "expected"),
    [("workflow_dispatch", Go), ("push", NothingToDo), ("schedule", NothingToDo)],
)
def test_an_open_pull_request_is_enough_unless_somebody_asked(
    event: str, expected: type[Decision]
) -> None:
    place = Place(github=published(numbered(1)), event=event)
    place.github.pulls["bot/u2netp-mirror-v1"] = 3
    assert isinstance(place.answer(), expected)


def test_a_pull_request_for_another_release_is_no_evidence() -> None:
    place = Place(github=published(numbered(1)), event="push")
    place.github.pulls["bot/u2netp-mirror-v2"] = 3
    assert isinstance(place.answer(), Go)


@pytest.mark.parametrize("question", ["releases", "tags", "burned", "runs", "pulls", "head"])
def test_a_question_without_an_answer_is_never_nothing_to_do(question: str) -> None:
    place = Place(github=published(numbered(1)), event="push")
    place.github.pulls["bot/u2netp-mirror-v1"] = 3
    place.github.refused.add(question)
    with pytest.raises(MissingRightError):
        place.answer()


def test_an_earlier_run_on_the_same_inputs_is_yielded_to() -> None:
    place = Place(github=InMemoryGitHub(runs=(Run(id=RUN - 1, commit="b" * 40, title="-"),)))
    assert isinstance(place.answer(), NothingToDo)


@pytest.mark.parametrize("number", [RUN, RUN + 1])
def test_neither_this_run_nor_a_later_one_is_yielded_to(number: int) -> None:
    place = Place(github=InMemoryGitHub(runs=(Run(id=number, commit=HERE, title="-"),)))
    assert isinstance(place.answer(), Go)


def test_an_earlier_run_on_other_inputs_is_not_yielded_to() -> None:
    place = Place(github=InMemoryGitHub(runs=(Run(id=1, commit="b" * 40, title="-"),)))
    place.history.other.add("b" * 40)
    assert isinstance(place.answer(), Go)


@pytest.mark.parametrize("moved", ["other", "unknown"])
def test_workflow_files_older_than_those_of_main_plan_again(moved: str) -> None:
    place = Place(github=InMemoryGitHub(tip="f" * 40))
    getattr(place.history, moved).add("f" * 40)
    with pytest.raises(TryAgainLaterError):
        place.answer()


def test_main_may_move_on_with_the_same_workflow_files() -> None:
    assert isinstance(Place(github=InMemoryGitHub(tip="f" * 40)).answer(), Go)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.SUPERSEDED, Status.YANKED])
def test_a_recorded_release_that_is_gone_is_an_alarm(status: Status) -> None:
    with pytest.raises(ForeignObjectError):
        Place(registry=recorded(numbered(1), status=status)).answer()


def test_a_manifest_that_is_not_what_github_states_is_refused() -> None:
    place = Place(github=published(numbered(1)))
    place.github.downloads[FIRST] = numbered(1, OTHER).dump()
    with pytest.raises(DigestMismatchError):
        place.answer()


def test_only_the_repository_of_the_policy_releases() -> None:
    expected = policy().repository.id
    assert fork(str(expected), expected) is None
    assert isinstance(fork(str(expected + 1), expected), NothingToDo)
