"""GitHub and git in memory, as the guard asks them; counts the questions."""

from dataclasses import dataclass, field

from release.artifact import Digest
from release.errors import MissingRightError, TryAgainLaterError
from release.guard.questions import Published, Run
from release.manifest import Manifest
from release.names import Tag
from release.writers import JOB_ACTOR
from tests.core.samples import SEEN


@dataclass
class InMemoryGitHub:
    """Answers from its fields; `refused` names questions that get no answer.

    `downloads` holds what a public address gives instead of the manifest that was published;
    `unlisted` are releases that the list does not show, `foreign` those without a manifest.
    """

    manifests: dict[Tag, Manifest] = field(default_factory=dict)
    downloads: dict[Tag, bytes] = field(default_factory=dict)
    tag_names: tuple[Tag, ...] = ()
    runs: tuple[Run, ...] = ()
    ended: tuple[Run, ...] = ()
    signed: dict[int, int] = field(default_factory=dict)
    pulls: dict[str, int] = field(default_factory=dict)
    tip: str = "a" * 40
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    unlisted: set[Tag] = field(default_factory=set)
    foreign: tuple[Tag, ...] = ()
    marks: tuple[Tag, ...] = ()
    at: int = SEEN

    def now(self) -> int:
        return self.at

    def releases(self, model: str) -> tuple[Published, ...]:
        self._ask("releases")
        there = {tag for tag in (*self.manifests, *self.foreign) if tag not in self.unlisted}
        return tuple(self._published(tag) for tag in sorted(there, key=str) if tag.model == model)

    def published(self, tag: Tag) -> Published | None:
        self._ask("published")
        return self._published(tag) if tag in {*self.manifests, *self.foreign} else None

    def _published(self, tag: Tag) -> Published:
        made = self.manifests.get(tag)
        return Published(tag=tag, manifest=Digest.of(made.dump()) if made else None)

    def burned(self, model: str) -> tuple[Tag, ...]:
        self._ask("burned")
        return tuple(tag for tag in self.marks if tag.model == model)

    def pause(self, seconds: float) -> None:
        self.at += int(seconds)

    def tags(self, model: str) -> tuple[Tag, ...]:
        self._ask("tags")
        return tuple(tag for tag in self.tag_names if tag.model == model)

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        self._ask("runs")
        assert workflow == "u2netp-mirror-attach.yml"
        return self.runs

    def ended_runs(self, workflow: str) -> tuple[Run, ...]:
        self._ask("ended")
        assert workflow == "u2netp-mirror-attach.yml"
        return self.ended

    def signed_set(self, run_id: int) -> int | None:
        self._ask("artifacts")
        return self.signed.get(run_id)

    def open_pull(self, branch: str, author: str) -> int | None:
        self._ask("pulls")
        assert author == JOB_ACTOR
        return self.pulls.get(branch)

    def head(self, branch: str) -> str:
        self._ask("head")
        assert branch == "main"
        return self.tip

    def manifest_of(self, tag: Tag) -> bytes:
        return self.downloads.get(tag) or self.manifests[tag].dump()

    def _ask(self, question: str) -> None:
        self.asked.append(question)
        if question in self.refused:
            raise MissingRightError(question, expected="a right", remedy="-")


@dataclass
class InMemoryHistory:
    """A checkout: which commits have other inputs than ours, and which it does not hold."""

    other: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def knows(self, commit: str) -> bool:
        return commit not in self.unknown

    def same(self, first: str, second: str, paths: tuple[str, ...]) -> bool:
        assert paths
        if {first, second} & self.unknown:
            raise TryAgainLaterError("unknown commit", expected="a commit", remedy="-")
        return not {first, second} & self.other
