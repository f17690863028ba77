"""Retiring drops: a branch goes once its content is published, if it still is what was taken in."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace

from release.acquire.drop import Used
from release.errors import MissingRightError
from release.git import Git

_STALE = b"stale info"  # git push: the lease does not hold, for somebody has pushed since


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A drop that is gone (`gone`), or that somebody changed, so that it stays."""

    used: Used
    gone: bool


def used_in(words: str) -> tuple[Used, ...]:
    """Read what `acquire` handed on; raises InvalidRecordError for anything else."""
    return tuple(Used.parse(word) for word in words.split())


def retire(used: Iterable[Used], git: Git, *, remote: str, token: str) -> tuple[Retired, ...]:
    """Delete each branch in one move, which the server makes only at the commit that was read.

    One that is gone already is fine. Raises MissingRightError when the deletion is not allowed,
    ServiceDownError when git has no answer.
    """
    own = replace(git, environment={**git.environment, **_credential(remote, token)})
    return tuple(Retired(used=one, gone=_gone(one, own, remote)) for one in used)


def _gone(used: Used, git: Git, remote: str) -> bool:
    ref = f"refs/heads/{used.branch}"
    there = git.need("ls-remote", "--", remote, ref, online=True).decode().split()
    if not there:
        return True
    if there[0] != used.commit:
        return False
    lease = f"--force-with-lease={ref}:{used.commit}"
    finished = git.run(
        "push", "--quiet", "--no-verify", lease, "--", remote, f":{ref}", online=True
    )
    if finished.code and _STALE in finished.err:
        return False
    if finished.code and (b"remote rejected" in finished.err or b"denied" in finished.err):
        raise MissingRightError(
            git.failed("push", finished).problem,
            expected=f"a token that may delete {used.branch}",
            remedy=f"delete it by hand, and let the record token delete drop/**: {used.branch}",
        )
    if finished.code:
        raise git.failed("push", finished)
    return True


def _credential(remote: str, token: str) -> dict[str, str]:
    """Return git's configuration for the token: in the environment, where no process list is."""
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{remote}.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }


def rendered(retired: Iterable[Retired]) -> str:
    """Return the part of the job summary that speaks of drops; empty without any."""
    lines = [
        f"- `{one.used.branch}`: "
        + ("deleted, its content is published" if one.gone else "kept, somebody pushed since")
        for one in retired
    ]
    return "\n".join(("### Drops", "", *lines)) if lines else ""
