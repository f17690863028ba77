"""A local GitHub without sockets that is made once and put back to its first day for each case."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from github.Requester import HTTPRequestsConnectionClass, Requester

from release.attach.outside import Outside
from release.attach.patience import Patience
from release.attach.publication import Receipt, attach
from release.attach.readback import Surroundings
from release.attach.wanted import Wanted
from release.github.calls import Calls
from release.github.releases import GitHubReleases
from release.github.session import connected
from release.writers import JOB_ACTOR
from tests.attach.place import wanted
from tests.core.samples import policy
from tests.crash.wire import Strike, Wire, WiredWeb, connection_through
from tests.record.test_pull_request import MAIN
from tests.rehearsal.hosts.clock import Clock
from tests.rehearsal.hosts.exchange import Request, Response
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.objects import Person
from tests.sign import samples

REPOSITORY = policy().repository.name
PIN = "model/u2netp_mirror.toml"
WORKFLOW = ".github/workflows/u2netp-mirror-attach.yml"
_BY = Person(name="a", email="a@example.org", date="2026-01-01T00:00:00Z")
_WHEN = 1_800_000_600


@dataclass
class Place:
    """One repository; `main` is its first commit, `clock` GitHub's."""

    root: Path
    network: Network = field(init=False)
    github: GitHub = field(init=False)
    clock: Clock = field(init=False)
    main: str = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(tick=lambda: _WHEN)
        self.network = Network(self.root / "network", self.clock)
        self.github = GitHub(self.root / "github", self.network, repository=REPOSITORY)
        self.network.mount("github.com", self._refs, prefix=f"/{REPOSITORY}.git/info/refs")
        self.main = self.commit({WORKFLOW: b"jobs: {}\n", PIN: b"pin\n", **MAIN})
        self.reset()

    def close(self) -> None:
        self.network.close()
        self.github.close()

    def reset(self) -> None:
        """Put everything back to the first day."""
        state = self.github.state
        for table in (state.releases, state.assets, state.burned_tags, state.signed_urls):
            table.clear()
        state.pulls.clear()
        state.events.clear()
        state.immutable_releases = True
        for folder in ("tags", "heads"):
            shutil.rmtree(self.github.git_dir / "refs" / folder, ignore_errors=True)
            (self.github.git_dir / "refs" / folder).mkdir()
        self.point("refs/heads/main", self.main)
        self.network.faults.clear()
        self.clock = Clock(tick=lambda: _WHEN)

    def point(self, ref: str, commit: str) -> None:
        """Create or move a ref."""
        path = self.github.git_dir / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{commit}\n")

    def commit(self, files: Mapping[str, bytes], parent: str | None = None) -> str:
        """Write a commit that changes `files`, and return its id."""
        objects = self.github.objects
        blobs = {path: ("100644", objects.write("blob", data)) for path, data in files.items()}
        before = objects.commit(parent) if parent else None
        tree = objects.edit_tree(before.tree if before else None, blobs)
        parents = (parent,) if parent else ()
        return objects.write_commit(tree, parents, by=(_BY, _BY), message="a commit")

    def _refs(self, request: Request) -> Response:
        """Answer `info/refs` in Python: a process of git for each look would take all the time."""
        assert request.query == {"service": "git-upload-pack"}
        base = self.github.git_dir
        paths = sorted(path for path in (base / "refs").rglob("*") if path.is_file())
        rows = (f"{p.read_text().strip()} {p.relative_to(base)}\n".encode() for p in paths)
        lines = [b"# service=git-upload-pack\n", None, *rows, None]
        body = b"".join(
            b"0000" if line is None else f"{len(line) + 4:04x}".encode() + line for line in lines
        )
        return Response.data(body, "application/x-git-upload-pack-advertisement")


@cache
def _wanted(by: str) -> Wanted:
    return wanted(account=by)


@dataclass
class Run:
    """One run of `attach` against the place, with its own token, wire and patience."""

    place: Place
    strikes: Mapping[int, Strike] = field(default_factory=dict)
    app: str = ""
    lines: list[str] = field(default_factory=list)
    waited: float = 0.0
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.wire = Wire(self.place.network, self.place.clock, self.strikes)

    @property
    def wanted(self) -> Wanted:
        return replace(
            _wanted(f"{self.app}[bot]" if self.app else JOB_ACTOR), commit=self.place.main
        )

    def pause(self, seconds: float) -> None:
        self.waited += seconds
        self.place.clock.forward(seconds)

    def around(self) -> Surroundings:
        rights = {"contents": "write", **({"administration": "read"} if self.app else {})}
        token = self.place.github.tokens.issue(self.wanted.account, rights)
        connection = connection_through(self.wire)
        Requester.injectConnectionClasses(HTTPRequestsConnectionClass, connection)
        patience = Patience(pause=self.pause, tell=self.lines.append)
        try:
            requester = connected(token).requester
        finally:
            Requester.resetConnectionClasses()
        calls = Calls(requester, REPOSITORY, patience=patience, connect=connection)
        return Surroundings(
            releases=GitHubReleases(calls, self.lines.append),
            outside=Outside(repository=policy().repository, web=WiredWeb(self.wire)),
            accepts=samples.InMemoryCosign(),
            patience=patience,
            tell=self.lines.append,
        )

    def attach(self) -> Receipt:
        return attach(self.wanted, self.around())
