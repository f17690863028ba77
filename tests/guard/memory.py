"""GitHub and git in memory, as the guard asks them; counts the questions."""

from dataclasses import dataclass, field

from release.artifact import Digest
from release.errors import MissingRightError, TryAgainLaterError
from release.guard.questions import Published, Run
from release.manifest import Manifest
from release.names import Tag


@dataclass
class InMemoryGitHub:
    """Answers from its fields; `refused` names questions that get no answer.

    `downloads` holds what a public address gives instead of the manifest that was published.
    """

    manifests: dict[Tag, Manifest] = field(default_factory=dict)
    downloads: dict[Tag, bytes] = field(default_factory=dict)
    tag_names: tuple[Tag, ...] = ()
    runs: tuple[Run, ...] = ()
    pulls: dict[str, int] = field(default_factory=dict)
    tip: str = "a" * 40
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def releases(self, model: str) -> tuple[Published, ...]:
        self._ask("releases")
        return tuple(
            Published(tag=tag, manifest=Digest.of(manifest.dump()))
            for tag, manifest in self.manifests.items()
            if tag.model == model
        )

    def tags(self, model: str) -> tuple[Tag, ...]:
        self._ask("tags")
        return tuple(tag for tag in self.tag_names if tag.model == model)

    def unfinished_runs(self, workflow: str) -> tuple[Run, ...]:
        self._ask("runs")
        assert workflow == "u2netp-mirror-attach.yml"
        return self.runs

    def open_pull(self, branch: str) -> int | None:
        self._ask("pulls")
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

    def same(self, first: str, second: str, paths: tuple[str, ...]) -> bool:
        assert paths
        if {first, second} & self.unknown:
            raise TryAgainLaterError("unknown commit", expected="a commit", remedy="-")
        return not {first, second} & self.other
