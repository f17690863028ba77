"""The local GitHub: every host of it mounted on a network, and the verbs of the test side."""

from collections.abc import Collection, Mapping
from pathlib import Path

from tests.rehearsal.hosts import (
    actions,
    apps,
    assets,
    attestations,
    downloads,
    git_http,
    pulls,
    queues,
    releases,
    rulesets,
)
from tests.rehearsal.hosts.api import API
from tests.rehearsal.hosts.artifacts import Artifacts
from tests.rehearsal.hosts.exchange import Json, Request
from tests.rehearsal.hosts.gateway import Gateway
from tests.rehearsal.hosts.governed import Settings
from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.issue_records import Issue
from tests.rehearsal.hosts.lag import Lags
from tests.rehearsal.hosts.network import Network
from tests.rehearsal.hosts.objects import Objects
from tests.rehearsal.hosts.oidc import Oidc
from tests.rehearsal.hosts.records import ReleaseRecord
from tests.rehearsal.hosts.repository import Repository
from tests.rehearsal.hosts.state import Dispatch, Event, Owner, Pull, RunRecord, State
from tests.rehearsal.hosts.tokens import Tokens

_MAINTAINER = "maintainer"


class GitHub:
    """One repository on a local GitHub."""

    def __init__(
        self,
        root: Path,
        network: Network,
        *,
        repository: str = "VMAFx/vmafx",
        repository_id: int = 1252235334,
        owner_id: int = 288567244,
    ) -> None:
        """Keep everything below `root` and answer on `network`."""
        owner, _, name = repository.partition("/")
        data = root / "assets"
        data.mkdir(parents=True, exist_ok=True)
        self.oidc = Oidc()
        self.artifacts = Artifacts(root / "artifacts")
        self.tokens = Tokens()
        self.lags = Lags()
        self._hub = Hub(
            repo=Owner(owner=owner, name=name, repository_id=repository_id, owner_id=owner_id),
            state=State(data=data),
            repository=Repository(root / "git" / owner / f"{name}.git"),
            tokens=self.tokens,
            artifacts=self.artifacts,
            oidc=self.oidc,
            lags=self.lags,
        )
        self._mount(network)

    def _mount(self, network: Network) -> None:
        hub = self._hub
        uploads = Gateway(hub, assets.UPLOAD_ROUTES)
        web = Gateway(hub, (*git_http.ROUTES, *downloads.WEB_ROUTES), wording=git_http.plain)
        network.mount("api.github.com", Gateway(hub, API).answer)
        network.mount("uploads.github.com", uploads.answer, failed=self._half_upload)
        network.mount("github.com", web.answer)
        objects = downloads.Objects(hub)
        for host in ("release-assets.githubusercontent.com", "objects.githubusercontent.com"):
            network.mount(host, objects.answer)
        raw = Gateway(hub, downloads.RAW_ROUTES, wording=git_http.plain)
        network.mount("raw.githubusercontent.com", raw.answer, prefix=f"/{hub.repo.full_name}/")
        network.mount(attestations.BLOBS, attestations.Blobs(hub).answer)
        self.oidc.mount(network)
        self.artifacts.mount(network)

    def _half_upload(self, request: Request) -> None:
        assets.half_upload(self._hub, request)

    def close(self) -> None:
        """End the helper process of git."""
        self._hub.repository.close()

    @property
    def git_dir(self) -> Path:
        """The bare repository."""
        return self._hub.repository.git_dir

    @property
    def state(self) -> State:
        """Everything that changes, for tests that change it behind GitHub's back."""
        return self._hub.state

    @property
    def objects(self) -> Objects:
        """The objects of the repository."""
        return self._hub.repository.objects

    @property
    def immutable_releases(self) -> bool:
        """The repository setting "immutable releases"; it counts at the moment of publishing."""
        return self._hub.state.immutable_releases

    @immutable_releases.setter
    def immutable_releases(self, value: bool) -> None:
        self._hub.state.immutable_releases = value

    @property
    def actions_may_open_pull_requests(self) -> bool:
        """The setting "Allow GitHub Actions to create and approve pull requests"."""
        return self._hub.state.actions_may_open_pull_requests

    @actions_may_open_pull_requests.setter
    def actions_may_open_pull_requests(self, value: bool) -> None:
        self._hub.state.actions_may_open_pull_requests = value

    @property
    def settings(self) -> Settings:
        """What the owner clicks, save the two settings above."""
        return self._hub.state.settings

    def import_ruleset(self, document: Mapping[str, Json]) -> int:
        """Import a ruleset, as "Import a ruleset" does with a file; return its number."""
        state = self._hub.state
        with state.lock:
            number = state.next_id()
            state.settings.rulesets[number] = document
        return number

    @property
    def hub(self) -> Hub:
        """The parts of this GitHub, its state among them."""
        return self._hub

    def register_app(self, slug: str, permissions: Mapping[str, str]) -> apps.Registered:
        """Make an App and install it with `permissions`, as the owner does by clicks."""
        return apps.register(self._hub, slug, permissions)

    def protect(self, pattern: str, rules: Collection[str], *, bypass: Collection[str] = ()) -> int:
        """Add a ruleset that the Apps `bypass` pass. Raises ValueError for what GitHub refuses."""
        return self.import_ruleset(rulesets.document(self._hub, pattern, rules, bypass=bypass))

    @property
    def canary_uses(self) -> tuple[str, ...]:
        """Every call that carried a canary token."""
        return self.tokens.canary_uses

    def releases(self) -> tuple[ReleaseRecord, ...]:
        """Return every release, drafts included, in the order of creation."""
        hub = self._hub
        with hub.state.lock:
            latest = releases.latest(hub)
            return tuple(
                ReleaseRecord(
                    release=release,
                    assets=assets.assets_of(hub, release),
                    latest=release is latest,
                    commit=self._tagged(release.tag),
                )
                for release in hub.state.releases.values()
            )

    def _tagged(self, tag: str) -> str | None:
        found = self._hub.repository.commit(f"refs/tags/{tag}")
        return found.sha if found else None

    def pulls(self) -> tuple[Pull, ...]:
        """Return every pull request, in the order of creation."""
        with self._hub.state.lock:
            return tuple(self._hub.state.pulls.values())

    def issues(self) -> tuple[Issue, ...]:
        """Return every issue, in the order of creation."""
        with self._hub.state.lock:
            return tuple(self._hub.state.issues.values())

    @property
    def issues_on(self) -> bool:
        """The setting Settings · General · Features · Issues."""
        return self._hub.state.issues_on

    @issues_on.setter
    def issues_on(self, value: bool) -> None:
        self._hub.state.issues_on = value

    def merge(self, number: int, *, actor: str = _MAINTAINER) -> str:
        """Squash-merge a pull request as a person, and return the new commit.

        Raises KeyError for an unknown number and RefusedError when it cannot be merged.
        """
        with self._hub.state.lock:
            return pulls.merge(self._hub, self._hub.state.pulls[number], actor)

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """Every workflow_dispatch accepted so far, in order."""
        with self._hub.state.lock:
            return tuple(self._hub.state.dispatches)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that may start workflows, in order, with what it may start."""
        with self._hub.state.lock:
            return tuple(self._hub.state.events)

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, in the order of ids."""
        with self._hub.state.lock:
            return tuple(self._hub.state.runs.values())

    def start_run(
        self,
        workflow: str,
        event: str,
        sha: str,
        actor: str,
        inputs: Mapping[str, str] | None = None,
    ) -> RunRecord:
        """Begin a run of the file `workflow`; the run that a dispatch queued is taken up."""
        return actions.start_run(self._hub, workflow, event, sha, actor, inputs or {})

    def start_attempt(self, run_id: int) -> RunRecord:
        """Begin the next attempt of an ended run, on the commit it had. Raises KeyError."""
        return actions.take_up(self._hub, queues.again(self._hub, run_id))

    def finish_run(self, run_id: int, conclusion: str) -> RunRecord:
        """End a run with success, failure, cancelled or skipped. Raises KeyError."""
        return actions.finish_run(self._hub, run_id, conclusion)
