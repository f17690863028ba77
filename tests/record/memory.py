"""Branches and pull requests in memory: keeps state, counts writes, refuses and loses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from release.errors import SettingError
from release.record.branches import Pull


@dataclass
class InMemoryBranches:
    """One repository; commits are numbered, trees are whole. `lost` numbers unanswered writes."""

    main: dict[str, bytes]
    may_open: bool = True
    lost: set[int] = field(default_factory=set)
    trees: dict[str, dict[str, bytes]] = field(default_factory=dict)
    tips: dict[str, str] = field(default_factory=dict)
    authors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requests: list[Pull] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trees["0"] = self.main
        self.tips["main"] = "0"

    def tip(self, branch: str) -> str | None:
        return self.tips.get(branch)

    def file(self, path: str, commit: str) -> bytes | None:
        return self.trees[commit].get(path)

    def strangers(self, base: str, head: str) -> tuple[str, ...]:
        assert base in self.trees
        return self.authors.get(head, ())

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str | None:
        assert message
        name = str(len(self.trees))
        self.trees[name] = {**self.trees[base], **files}
        return None if self._lost("commit") else name

    def point(self, branch: str, commit: str, *, old: str | None) -> None:
        assert self.tips.get(branch) == old
        if not self._lost(f"point {branch}"):
            self.tips[branch] = commit

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        assert branch.startswith("bot/")
        return tuple(reversed(self.requests))

    def open_pull(self, branch: str, *, title: str, body: str) -> None:
        assert title
        assert branch in self.tips
        if not self.may_open:
            raise SettingError("403 not permitted", expected="a setting", remedy="-")
        if not self._lost("open"):
            number = len(self.requests) + 1
            self.requests.append(Pull(number=number, open=True, merged=False, body=body))

    def edit_pull(self, number: int, *, body: str) -> None:
        if not self._lost(f"edit {number}"):
            self.requests[number - 1] = replace(self.requests[number - 1], body=body)

    def merge(self, branch: str) -> None:
        """Do what a maintainer does."""
        self.trees["merged"] = self.trees[self.tips[branch]]
        self.tips["main"] = "merged"
        self.requests[-1] = replace(self.requests[-1], open=False, merged=True)

    def _lost(self, write: str) -> bool:
        self.writes.append(write)
        return len(self.writes) in self.lost
