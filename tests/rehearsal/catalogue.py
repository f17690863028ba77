"""Which stand-in plays which marketplace action, and which inputs the real one knows."""

from collections.abc import Mapping
from pathlib import Path

from tests.rehearsal.failure import Place, RehearsalError
from tests.rehearsal.workflow import Use, Workflow, yaml

_ACTIONS = Path(__file__).parent / "actions"

STAND_INS = {
    "actions/checkout": "checkout",
    "actions/create-github-app-token": "create_github_app_token",
    "actions/download-artifact": "download_artifact",
    "actions/upload-artifact": "upload_artifact",
    "astral-sh/setup-uv": "setup_uv",
    "googleapis/release-please-action": "release_please",
    "sigstore/cosign-installer": "cosign_installer",
}


def stand_ins(workflow: Workflow) -> Mapping[str, Path]:
    """Return `owner/name@commit` → folder for each action the workflow uses.

    Raises RehearsalError for an action without a stand-in, and for an input that the real action
    does not know: GitHub only warns, and the value is lost.
    """
    return {f"{use.action}@{use.ref}": _folder(workflow, use) for use in _all(workflow)}


def _all(workflow: Workflow) -> tuple[Use, ...]:
    return tuple(use for job in workflow.jobs for use in job.uses)


def _folder(workflow: Workflow, use: Use) -> Path:
    if use.action not in STAND_INS:
        raise _refuse(workflow, f"uses {use.action}, which has no stand-in", "one of the known")
    folder = _ACTIONS / STAND_INS[use.action]
    known = known_inputs(folder)
    if unknown := [name for name in use.inputs if name not in known]:
        raise _refuse(
            workflow,
            f"gives {use.action} the input {unknown[0]}, which it does not know",
            f"one of {', '.join(sorted(known))}",
        )
    return folder


def known_inputs(folder: Path) -> frozenset[str]:
    """Return the inputs that the stand-in in `folder` declares."""
    return frozenset(yaml().load(folder / "action.yml").get("inputs", {}))


def _refuse(workflow: Workflow, problem: str, expected: str) -> RehearsalError:
    return RehearsalError(
        "action",
        f"{workflow.file} {problem}",
        expected=expected,
        remedy="change the workflow, or add to tests/rehearsal/actions and catalogue.py",
        place=Place(step=workflow.file),
    )
