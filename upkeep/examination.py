"""The repository on GitHub, compared with everything the tree says it must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release.files import read_bytes
from release.policy import Repository
from upkeep import apps, environments, makers, rulesets, settings, workflows
from upkeep.answers import WORKFLOWS, Questions, gather
from upkeep.check import Check
from upkeep.folder import files_below
from upkeep.governance import LIMIT, PATH, Governance
from upkeep.rulesets import FOLDER, Ruleset


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the tree says: the data file, the rulesets by their paths, the workflows' paths."""

    governance: Governance
    rulesets: Mapping[str, Ruleset]
    workflows: tuple[str, ...]

    @classmethod
    def of(cls, root: Path) -> "Rules":
        """Read them below `root`; raises InvalidRecordError, naming file and field."""
        governance = Governance.parse(read_bytes(root / PATH, limit=LIMIT))
        files = files_below(root, FOLDER)
        read = {path: Ruleset.parse(data, path=path) for path, data in sorted(files.items())}
        makers.require_agreement(governance.apps, read)
        there = tuple(files_below(root, workflows.FOLDER))
        return cls(governance=governance, rulesets=read, workflows=there)


def examine(rules: Rules, repository: Repository, questions: Questions) -> tuple[Check, ...]:
    """Ask GitHub everything, then compare; changes nothing. See `gather` for what it raises."""
    answers = gather(rules.governance, repository, questions)
    return (
        *settings.checks(rules.governance.settings, answers),
        *environments.checks(rules.governance.environments, answers),
        *rulesets.checks(rules.rulesets, answers),
        *apps.checks(rules.governance.apps, answers.installations),
        *workflows.checks(rules.workflows, answers.of(WORKFLOWS)),
    )
