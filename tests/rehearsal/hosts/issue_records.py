"""What the local GitHub remembers of issues: frozen records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue."""

    id: int
    body: str
    author: str
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue with its comments, the oldest first."""

    id: int
    number: int
    title: str
    body: str | None
    author: str
    created_at: str
    updated_at: str
    state: str = "open"
    reason: str | None = None
    closed_at: str | None = None
    comments: tuple[Comment, ...] = ()
