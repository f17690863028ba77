"""What must not happen in a world, whatever the jobs say: by name, and new since last asked."""

from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.hosts.github import GitHub
from tests.rehearsal.hosts.network import Network

_REMEDIES = {
    "refused egress": "remove the call, or let the world play that host",
    "unsupported call": "teach the local GitHub the call, with its refusals",
    "canary use": "pass ${{ github.token }} in env: or with: of the step that needs it",
}


class Trouble:
    """Looks at the records of a world."""

    def __init__(self, network: Network, github: GitHub) -> None:
        """Look at `network` and `github`."""
        self._network = network
        self._github = github
        self._seen = dict.fromkeys(_REMEDIES, 0)

    def require_none(self, place: Place | None = None) -> None:
        """Raise RehearsalError, once, for the first thing that should not have happened."""
        found = {kind: self._new(kind, entries) for kind, entries in self._all().items()}
        for kind, entries in found.items():
            if entries:
                problem, remedy = "; ".join(entries[:5]), _REMEDIES[kind]
                raise RehearsalError(kind, problem, expected="none", remedy=remedy, place=place)

    def _all(self) -> dict[str, tuple[str, ...]]:
        return {
            "refused egress": self._network.refused,
            "unsupported call": self._network.unsupported,
            "canary use": self._github.canary_uses,
        }

    def _new(self, kind: str, entries: tuple[str, ...]) -> tuple[str, ...]:
        new = entries[self._seen[kind] :]
        self._seen[kind] = len(entries)
        return new
