"""What is asked of GitHub, and what it said to this token."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

from release.errors import ForeignObjectError, MissingRightError
from release.policy import Repository
from upkeep.governance import Governance, Setting

Document = Mapping[str, object]
ENVIRONMENTS = "environments"
RULESETS = "rulesets"
WORKFLOWS = "actions/workflows"
_PAGE = 100


class Questions(Protocol):
    """GitHub, asked with one token."""

    def asked(self, target: str) -> tuple[int, object]:
        """Return status and document of GET `target`; raises 69 or 75 when there is no answer.

        A status below 500 is an answer: "403" and "404" too.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, and the document if the status is 200."""

    status: int
    document: object = None

    @property
    def table(self) -> Document | None:
        """The document, if there is one and it is an object."""
        return self.document if isinstance(self.document, Mapping) else None

    def rows(self, key: str | None) -> tuple[Document, ...] | None:
        """Return the rows of a list, or of the list at `key`; None unless all of them are here."""
        inner = self.document if key is None else (self.table or {}).get(key)
        if not isinstance(inner, list) or not all(isinstance(row, Mapping) for row in inner):
            return None
        total = (self.table or {}).get("total_count") if key else len(inner)
        whole = total == len(inner) and (key is not None or len(inner) < _PAGE)
        return tuple(inner) if whole else None

    @property
    def said(self) -> str:
        """Why there is nothing to compare, for a person."""
        if self.status == HTTPStatus.OK:
            return "GitHub does not say it to this token"
        return f"GitHub answered {self.status}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every answer, by what was asked; rulesets by their number."""

    by_question: Mapping[str, Answer]
    installations: Answer

    def of(self, question: str) -> Answer:
        """Return the answer to a question below the repository."""
        return self.by_question[question]

    def proves(self, needs: str, settings: tuple[Setting, ...]) -> bool:
        """Tell whether the token holds the right `needs`: a question for it was answered.

        The repository itself answers everybody, so it proves nothing.
        """
        asks = {row.ask for row in settings if row.needs == needs and row.ask}
        return any(self.of(ask).status == HTTPStatus.OK for ask in asks)


def branches_of(environment: str) -> str:
    """Return the question for the branches that may enter an environment."""
    return f"{ENVIRONMENTS}/{quote(environment, safe='')}/deployment-branch-policies"


def names_of(environment: str, kind: str) -> str:
    """Return the question for the names of an environment's `secrets` or `variables`."""
    return f"{ENVIRONMENTS}/{quote(environment, safe='')}/{kind}"


def gather(governance: Governance, repository: Repository, questions: Questions) -> Answers:
    """Ask everything that `governance` needs to know.

    Raises ForeignObjectError when the repository is another one of the same name,
    MissingRightError when the token may not see it; see also `Questions`.
    """
    base = f"/repos/{repository.name}"

    def ask(question: str, *, listed: bool = False) -> Answer:
        query = f"?per_page={_PAGE}" if listed else ""
        status, document = questions.asked(f"{base}/{question}".rstrip("/") + query)
        return Answer(status=status, document=document)

    itself = ask("")
    _require_ours(itself, repository)
    asks = dict.fromkeys(row.ask for row in governance.settings if row.ask)
    found = {"": itself, **{question: ask(question) for question in asks}}
    found[ENVIRONMENTS] = ask(ENVIRONMENTS, listed=True)
    for row in governance.environments:
        kinds = (names_of(row.name, kind) for kind in ("secrets", "variables"))
        for question in (branches_of(row.name), *kinds):
            found[question] = ask(question, listed=True)
    found[WORKFLOWS] = ask(WORKFLOWS, listed=True)
    found[RULESETS] = ask(RULESETS, listed=True)
    for ruleset in found[RULESETS].rows(None) or ():
        number = f"{RULESETS}/{ruleset.get('id')}"
        found[number] = ask(number)
    owner = repository.name.partition("/")[0]
    status, document = questions.asked(f"/orgs/{owner}/installations?per_page={_PAGE}")
    return Answers(by_question=found, installations=Answer(status=status, document=document))


def _require_ours(answer: Answer, repository: Repository) -> None:
    if answer.table is None:
        raise MissingRightError(
            f"{repository.name}: {answer.said}",
            expected="a token that may see the repository",
            remedy="set GH_TOKEN: GH_TOKEN=$(gh auth token)",
        )
    if answer.table.get("id") != repository.id:
        raise ForeignObjectError(
            f"{repository.name} has the number {str(answer.table.get('id'))[:40]}",
            expected=f"{repository.id}, from model/policy.toml",
            remedy="somebody registered the name anew: do not run anything there",
        )
