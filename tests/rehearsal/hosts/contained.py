"""What a moved branch does to pull requests: one that has nothing left to merge is closed.

A pull request whose head is contained in its base closes at once, and no later push reopens it.
"""

from dataclasses import replace

from tests.rehearsal.hosts.hub import Hub
from tests.rehearsal.hosts.state import Pull, now


def close_contained(hub: Hub, ref: str, actor: str) -> None:
    """Close every open pull request that `ref`, just moved by `actor`, has emptied."""
    branch = ref.removeprefix("refs/heads/")
    with hub.state.lock:
        for pull in tuple(hub.state.pulls.values()):
            if pull.state == "open" and branch in {pull.head, pull.base}:
                _close_if_contained(hub, pull, actor)


def _close_if_contained(hub: Hub, pull: Pull, actor: str) -> None:
    head, base = hub.repository.branch(pull.head), hub.repository.branch(pull.base)
    if head is None or base is None or not hub.repository.contains(base.sha, head.sha):
        return
    hub.state.pulls[pull.number] = replace(
        pull, state="closed", head_sha=head.sha, closed_at=now(), updated_at=now()
    )
    hub.happened("pull_request", actor, f"refs/heads/{pull.head}", sha=head.sha, action="closed")
