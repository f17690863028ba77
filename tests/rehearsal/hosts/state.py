"""What the local GitHub remembers beside the git repository: frozen records by id."""

import copy
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json

from tests.rehearsal.hosts.governed import Settings
from tests.rehearsal.hosts.issue_records import Comment, Issue

API = "https://api.github.com"
UPLOADS = "https://uploads.github.com"
WEB = "https://github.com"
OBJECTS = "https://release-assets.githubusercontent.com"
RAW = "https://raw.githubusercontent.com"
RESULTS = "https://results-receiver.actions.githubusercontent.com"


def now() -> str:
    """Return the time as GitHub writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The repository and the two ids that survive a renaming."""

    owner: str
    name: str
    repository_id: int
    owner_id: int
    default_branch: str = "main"

    @property
    def full_name(self) -> str:
        """Return `owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def api(self) -> str:
        """The repository's address in the API."""
        return f"{API}/repos/{self.full_name}"

    @property
    def web(self) -> str:
        """The repository's page."""
        return f"{WEB}/{self.full_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release; `rank` says which release was made Latest last (0: never)."""

    id: int
    tag: str
    target: str
    name: str | None
    body: str | None
    draft: bool
    prerelease: bool
    author: str
    slug: str
    created_at: str
    published_at: str | None = None
    immutable: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of a release; `state` is `starter` when an upload broke half way."""

    id: int
    release_id: int
    name: str
    label: str | None
    content_type: str
    state: str
    size: int
    digest: str | None
    uploader: str
    key: str
    path: Path
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request; `head_sha` is kept for the time after its branch is gone."""

    id: int
    number: int
    title: str
    body: str | None
    head: str
    base: str
    head_sha: str
    author: str
    draft: bool
    created_at: str
    updated_at: str
    state: str = "open"
    merged_at: str | None = None
    closed_at: str | None = None
    merge_sha: str | None = None
    merged_by: str | None = None
    labels: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run of a workflow, as GET /actions/runs shows it."""

    id: int
    number: int
    attempt: int
    workflow: str  # the file's name in .github/workflows
    title: str
    event: str
    branch: str
    sha: str
    actor: str
    status: str
    conclusion: str | None
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A workflow_dispatch that GitHub accepted; `run_id` is the queued run it made."""

    workflow: str
    ref: str
    inputs: Mapping[str, str]
    actor: str
    sha: str
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that may start workflows; `starts` is `runs`, `nothing` or `approval`.

    What GITHUB_TOKEN does starts nothing, save dispatches; its pull requests wait for approval
    (docs.github.com, "GITHUB_TOKEN", section on triggering workflows).
    """

    name: str
    action: str | None
    actor: str
    ref: str
    sha: str | None
    starts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A GitHub App and its one installation; `permissions` are what the installation has."""

    id: int
    installation_id: int
    client_id: str
    slug: str
    permissions: Mapping[str, str]
    public_key: str

    @property
    def actor(self) -> str:
        """Who GitHub says wrote what the App wrote."""
        return f"{self.slug}[bot]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A stored attestation; `key` opens the address of its bundle."""

    id: int
    bundle: "Mapping[str, Json]"
    subjects: frozenset[str]
    predicate: str
    initiator: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A concurrency group: the run whose turn it is, and the one that waits."""

    running: int | None = None
    pending: int | None = None


@dataclass(slots=True, kw_only=True)
class State:
    """Everything that changes. Hold `lock` over more than one read or write."""

    data: Path
    began: str = field(default_factory=now)  # how long every workflow has been there
    lock: threading.RLock = field(default_factory=threading.RLock)
    releases: dict[int, Release] = field(default_factory=dict)
    assets: dict[int, Asset] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    issues_on: bool = True
    labels: set[str] = field(
        default_factory=lambda: {"autorelease: pending", "autorelease: tagged"}
    )
    runs: dict[int, RunRecord] = field(default_factory=dict)
    workflow_ids: dict[str, int] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)  # workflow file → state, if not active
    dispatches: list[Dispatch] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    burned_tags: set[str] = field(default_factory=set)
    signed_urls: dict[str, int] = field(default_factory=dict)
    signed_commits: set[str] = field(default_factory=set)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)  # environment → name → value
    apps: dict[int, App] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    attestations: dict[int, Attestation] = field(default_factory=dict)
    attestation_forms: frozenset[str] = frozenset({"bundle", "bundle_url"})
    groups: dict[str, Group] = field(default_factory=dict)
    immutable_releases: bool = True
    actions_may_open_pull_requests: bool = True
    settings: Settings = field(default_factory=Settings)
    last_id: int = 1000

    def copy(self) -> "State":
        """Return what there is now; the records are frozen, so only the containers are copied."""
        past = copy.copy(self)
        for row in fields(self):
            if isinstance(value := getattr(self, row.name), dict | list | set):
                setattr(past, row.name, value.copy())
        return past

    def next_id(self) -> int:
        """Return an id that nothing else has."""
        with self.lock:
            self.last_id += 1
            return self.last_id
