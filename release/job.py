"""What a job is told: its variables, each needed or refused by name; the policy; its options."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from release import report
from release.artifact import Digest
from release.errors import MissingInputError, MissingRightError
from release.files import read_bytes
from release.names import POLICY
from release.policy import POLICY_LIMIT, Policy
from release.writers import JOB_ACTOR, Writer


def variable(environment: Mapping[str, str], name: str) -> str:
    """Return the variable `name`, which may not be empty; raises MissingInputError."""
    if not (value := environment.get(name, "")):
        raise MissingInputError(
            f"the variable {name} is not set",
            expected="what the workflow's job hands on",
            remedy=f"run the step as a job of the workflow does, or set {name}",
        )
    return value


def manifest_digest(environment: Mapping[str, str]) -> Digest:
    """Return the manifest's digest, which reaches a job by another way than the manifest."""
    return Digest.parse(variable(environment, "MANIFEST_SHA256"))


def token(environment: Mapping[str, str], writer: Writer) -> str:
    """Return the token that `writer` writes with.

    The policy alone decides who that is. When it names an App, the job's own token never takes
    its place; when it names none, no App's token is used. Raises MissingRightError.
    """
    slug = environment.get("APP_SLUG", "")
    came = f"{slug}[bot]" if slug else JOB_ACTOR
    if came != writer.actor:
        raise MissingRightError(
            f"the job has a token of {came}",
            expected=f"one of {writer.actor}, from model/policy.toml",
            remedy="compare the policy, the App, and its key in the environment: docs/setup.md",
        )
    return variable(environment, "GH_TOKEN" if writer.degraded else "APP_TOKEN")


def policy_in(root: Path) -> Policy:
    """Return the policy of the checkout at `root`; raises InvalidRecordError."""
    return Policy.parse(read_bytes(root / POLICY, limit=POLICY_LIMIT))


def summarise(environment: Mapping[str, str], markdown: str) -> None:
    """Append `markdown` to the job's summary, if there is one."""
    report.add_summary(environment.get("GITHUB_STEP_SUMMARY"), markdown)


def options_of(text: str | None) -> argparse.ArgumentParser:
    """Return a parser whose help is `text`, the script's docstring, and which knows `--json`."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=text, formatter_class=form)
    parser.add_argument("--json", action="store_true", help="print one object for a machine")
    return parser


def teller(*, as_json: bool) -> Callable[[str], None]:
    """Return where progress goes: to a person, or nowhere when a machine reads stdout."""
    return (lambda _: None) if as_json else report.say
