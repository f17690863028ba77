"""Starting the run on main that takes a drop in, with gh; or saying how somebody else does."""

from collections.abc import Mapping

from release import process
from release.acquire.offer import Pushed
from release.errors import MissingRightError, MissingToolError
from release.policy import Publisher

_TIMEOUT = 60.0
_VARIABLES = (
    *("PATH", "HOME", "XDG_CONFIG_HOME", "GH_CONFIG_DIR", "GH_TOKEN", "DBUS_SESSION_BUS_ADDRESS"),
    *process.NETWORK_VARIABLES,
)
_QUIET = {"GH_TELEMETRY": "false", "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1"}
_NO_LOGIN = 4  # gh: "requires authentication"


def command(pushed: Pushed, publisher: Publisher) -> tuple[str, ...]:
    """Return the command that starts the run; for a drop in a fork it names the commit."""
    branch = publisher.ref.removeprefix("refs/heads/")
    words = ("gh", "workflow", "run", publisher.workflow_file, "--repo", publisher.repository.name)
    fork = () if is_ours(pushed, publisher) else ("-f", f"drop={_fork(pushed)}")
    return (*words, "--ref", branch, "-f", "reason=drop", *fork)


def is_ours(pushed: Pushed, publisher: Publisher) -> bool:
    """Tell whether the drop lies in the policy's own repository."""
    name = pushed.repository or ""
    return name.casefold() == publisher.repository.name.casefold()


def _fork(pushed: Pushed) -> str:
    return f"{pushed.repository or '<owner/repo>'}@{pushed.commit}"


def start(pushed: Pushed, publisher: Publisher, environment: Mapping[str, str]) -> bool:
    """Start the run on main; False when this machine has no gh, or no login for it.

    Raises MissingRightError when GitHub refuses; the drop is pushed by then.
    """
    try:
        process.find("gh", path=environment.get("PATH", ""), remedy="install gh")
    except MissingToolError:
        return False
    env = {**process.forwarded(environment, _VARIABLES), **_QUIET}
    finished = process.run(command(pushed, publisher), env=env, timeout=_TIMEOUT)
    if finished.code == _NO_LOGIN:
        return False
    if finished.code:
        raise MissingRightError(
            f"{pushed.branch} is pushed, but gh says: {finished.last_line[:200]}",
            expected="a login with the right actions: write",
            remedy="ask a maintainer to start it; the weekly run finds the branch anyway",
        )
    return True
