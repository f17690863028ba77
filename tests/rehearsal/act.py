"""How `act` is called: an environment written out in full, and nothing of the caller's."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.machine import Machine
from tests.rehearsal.workflow import Workflow

LABELS = ("ubuntu-24.04",)
"""The runner images this world plays; act skips any other label in silence, so we refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What GitHub knows about a run; act leaves most of it empty."""

    repository: str
    repository_id: int
    owner_id: int
    ref: str
    sha: str
    actor: str
    run_id: int
    run_attempt: int
    event: str

    def variables(self, workflow: Workflow) -> Mapping[str, str]:
        """Return the variables that GitHub sets and act does not."""
        return {
            "GITHUB_ACTOR": self.actor,
            "GITHUB_TRIGGERING_ACTOR": self.actor,
            "GITHUB_REF": self.ref,
            "GITHUB_REF_PROTECTED": "true",
            "GITHUB_REPOSITORY_ID": str(self.repository_id),
            "GITHUB_REPOSITORY_OWNER_ID": str(self.owner_id),
            "GITHUB_RUN_ATTEMPT": str(self.run_attempt),
            "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_RUN_NUMBER": str(self.run_id),
            "GITHUB_WORKFLOW_REF": f"{self.repository}/{workflow.path}@{self.ref}",
            "GITHUB_WORKFLOW_SHA": self.sha,
            "RUNNER_ENVIRONMENT": "github-hosted",
            "RUNNER_NAME": "GitHub Actions 1",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where one run keeps its things: logs in `logs`, all the rest below `root`."""

    root: Path
    logs: Path

    @property
    def bin(self) -> Path:
        """The made-up folder that comes first on PATH."""
        return self.root / "bin"

    @property
    def home(self) -> Path:
        """HOME of the jobs."""
        return self.root / "home"

    @property
    def tools(self) -> Path:
        """What the installer actions may put on PATH: `<tool>/<version>/<tool>`."""
        return self.root / "tools"

    @property
    def tree(self) -> Path:
        """A clone without a work tree, from which act reads commit and repository."""
        return self.root / "tree"

    @property
    def workflow(self) -> Path:
        """The folder of the copy that act runs."""
        return self.root / "workflow"

    @property
    def event(self) -> Path:
        """The event."""
        return self.root / "event.json"


_BASH = """\
#!/bin/sh
/bin/bash "$@"
code=$?
[ $code = 0 ] || sleep 0.3
exit $code
"""
"""The shell of the steps. act 0.2.89 stops reading when a step fails, and may lose its last words;
on a busy machine it did so for one in twenty."""


def furnish(folders: Folders, machine: Machine) -> None:
    """Make the folders of a run; on PATH stand git, python3 and gh, and the system's own."""
    for folder in (folders.bin, folders.home, folders.workflow, folders.logs):
        folder.mkdir(parents=True)
    for name, tool in (("git", machine.git), ("python3", machine.python), ("gh", machine.gh)):
        (folders.bin / name).symlink_to(tool)
    (folders.bin / "bash").write_text(_BASH)
    (folders.bin / "bash").chmod(0o755)
    _shelve(folders.tools / "cosign" / machine.cosign_version, "cosign", machine.cosign)
    _shelve(folders.tools / "uv" / machine.uv_version, "uv", machine.uv)
    if machine.node is not None:
        shelf = folders.tools / "release-please"
        _shelve(shelf, "node", machine.node)
        _shelve(shelf, "node_modules", machine.release_please / "node_modules")


def _shelve(shelf: Path, name: str, tool: Path) -> None:
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / name).symlink_to(tool)


def environment(folders: Folders, network: Mapping[str, str]) -> Mapping[str, str]:
    """Return all that the process sees; act hands each variable on to every step."""
    return {
        "ACT_DISABLE_VERSION_CHECK": "1",
        "HOME": str(folders.home),
        "LANG": "C.UTF-8",
        # act gives each step a terminal, which GitHub does not: nothing may wait for a key.
        "PAGER": "cat",
        "PATH": f"{folders.bin}:/usr/bin:/bin",
        "REHEARSAL_TOOLS": str(folders.tools),
        "TZ": "UTC",
        "XDG_CACHE_HOME": str(folders.home / ".cache"),
        **network,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of act."""

    workflow: Workflow
    event: str
    actions: Mapping[str, Path]
    """`owner/name@commit` → its stand-in."""
    variables: Mapping[str, str]
    canary: str


def command(folders: Folders, act: Path, call: Call) -> tuple[str, ...]:
    """Return the argv."""
    return (
        *(str(act), call.event),
        *("-C", str(folders.tree)),
        *("-W", str(folders.workflow / call.workflow.file)),
        *("-e", str(folders.event)),
        *("-s", f"GITHUB_TOKEN={call.canary}"),
        *("--actor", call.variables["GITHUB_ACTOR"]),
        *("--action-cache-path", str(folders.root / "act")),
        *("--action-offline-mode", "--no-skip-checkout", "--no-cache-server", "--json"),
        *_options("-P", dict.fromkeys(LABELS, "-self-hosted")),
        *_options("--local-repository", {key: str(path) for key, path in call.actions.items()}),
        *_options("--env", call.variables),
    )


def _options(option: str, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        part for name, value in sorted(values.items()) for part in (option, f"{name}={value}")
    )


def require_labels(workflow: Workflow) -> None:
    """Raise RehearsalError for the first job whose runner this world does not have."""
    for job in workflow.jobs:
        if len(job.labels) != 1 or job.labels[0] not in LABELS:
            raise RehearsalError(
                "unmapped label",
                f"job {job.id} of {workflow.file} runs on {', '.join(job.labels) or 'nothing'}",
                expected=f"one of {', '.join(LABELS)}",
                remedy="use that label, or map another in tests/rehearsal/act.py",
                place=Place(step=f"{workflow.file} / {job.id}"),
            )
