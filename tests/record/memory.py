"""Branches and pull requests in memory: keeps state, counts writes, refuses and loses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from release.errors import SettingError
from release.record.branches import Comparison, Pull


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
    parents: dict[str, str] = field(default_factory=dict)
    hurried: list[Callable[[], object]] = field(default_factory=list)
    """What somebody else does just before our move of a branch arrives."""

    def __post_init__(self) -> None:
        self.trees["0"] = self.main
        self.tips["main"] = "0"

    def tip(self, branch: str) -> str | None:
        return self.tips.get(branch)

    def file(self, path: str, commit: str) -> bytes | None:
        return self.trees[commit].get(path)

    def compare(self, base: str, head: str) -> Comparison:
        since = next(c for c in self._history(head) if c in self._history(base))
        old, new = self.trees[since], self.trees[head]
        paths = frozenset(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))
        new_ones = [c for c in self._history(head) if c not in self._history(base)]
        people = {name for commit in new_ones for name in self.authors.get(commit, ())}
        return Comparison(since=since, strangers=tuple(sorted(people)), paths=paths)

    def change(
        self, branch: str, files: Mapping[str, bytes], *, by: tuple[str, ...] = ("a-person",)
    ) -> str:
        """Commit `files` on `branch`, as a person would."""
        name = self._commit(self.tips[branch], files)
        self.tips[branch], self.authors[name] = name, by
        return name

    def _commit(self, parent: str, files: Mapping[str, bytes]) -> str:
        name = str(len(self.trees))
        self.trees[name] = {**self.trees[parent], **files}
        self.parents[name] = parent
        return name

    def _history(self, commit: str) -> list[str]:
        found = [commit]
        while parent := self.parents.get(found[-1]):
            found.append(parent)
        return found

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str | None:
        assert message
        name = self._commit(base, files)
        return None if self._lost("commit") else name

    def point(self, branch: str, commit: str, *, old: str | None) -> None:
        assert self.trees[commit] != self.trees[self.tips["main"]], "equal to its base"
        if self.hurried:
            self.hurried.pop()()
        if not self._lost(f"point {branch}") and self.tips.get(branch) == old:
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
        self.tips["main"] = self._commit(self.tips["main"], self.trees[self.tips[branch]])
        self.requests[-1] = replace(self.requests[-1], open=False, merged=True)

    def _lost(self, write: str) -> bool:
        self.writes.append(write)
        return len(self.writes) in self.lost
