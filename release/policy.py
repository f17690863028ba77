"""Who must have signed, and with which tools. People edit `model/policy.toml`; the bot never."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from release.canonical import invalid
from release.errors import InvalidRecordError
from release.limits import Late, Tools, TrustRootAge
from release.names import Tag
from release.shape import Table
from release.version import Version
from release.version_rows import VersionRow, row_of, version_rows
from release.writers import Writer, read_writers

POLICY_LIMIT = 64 << 10
SCHEMA = 2

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_WORKFLOW = re.compile(r"\.github/workflows/[A-Za-z0-9_-]{1,100}\.yml")
_REF = re.compile(r"refs/heads/[A-Za-z0-9_-]{1,100}")
_MODEL = re.compile(r"[a-z][a-z0-9]{0,31}")
_ENVIRONMENT = re.compile(r"[a-z][a-z0-9-]{0,98}")
_ISSUER = re.compile(r"https://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository by its name, which can be registered again, and by its ids, which cannot."""

    name: str
    id: int
    owner_id: int

    @property
    def url(self) -> str:
        """The repository's address."""
        return f"https://github.com/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The one identity that may have signed the numbers `from_n` to `to_n`.

    The numbers are those of the releases of `model`, or, when that is None, of revocation lists.
    Without `to_n` there is no end.
    """

    model: str | None
    from_n: int
    to_n: int | None
    repository: Repository
    workflow: str
    ref: str
    environment: str
    issuer: str
    runner: str

    @property
    def san(self) -> str:
        """The subject alternative name that the certificate must carry, exactly."""
        return f"{self.repository.url}/{self.workflow}@{self.ref}"

    @property
    def workflow_file(self) -> str:
        """The workflow as GitHub's API and gh call it: the name of its file."""
        return self.workflow.rpartition("/")[2]

    def signs(self, n: int) -> bool:
        """Tell whether this row speaks of the number `n`."""
        return self.from_n <= n and (self.to_n is None or n <= self.to_n)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationRules:
    """Who signs revocation lists, and which are too old.

    A list below the number `least` is refused, and so is none at all; 0 says that no list has been
    signed yet. `late` is for a list past its date.
    """

    publishers: tuple[Publisher, ...]
    least: int
    late: Late


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The reviewed rules for signing and accepting."""

    repository: Repository
    publishers: tuple[Publisher, ...]
    versions: tuple[VersionRow[Publisher], ...]
    revocations: RevocationRules
    trust_root: TrustRootAge
    tools: Tools
    attach: Writer
    record: Writer
    release_please: Writer

    @property
    def cosign(self) -> str:
        """The lowest version of cosign that verifies what we sign."""
        return self.tools.cosign

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read `model/policy.toml`; raises InvalidRecordError, naming the field."""
        top = Table.toml(data, path="policy")
        if top.integer("schema") != SCHEMA:
            raise invalid("policy.schema", f"is not {SCHEMA}")
        repository = _repository(top.table("repository"))
        writers = read_writers(top.table("writers"))
        policy = cls(
            repository=repository,
            publishers=_publishers(top.tables("publishers"), repository),
            versions=_versions(top.tables("versions"), repository),
            revocations=_revocations(top.table("revocations"), repository),
            trust_root=TrustRootAge.read(top.table("trust_root")),
            tools=Tools.read(top.table("tools")),
            attach=writers["attach"],
            record=writers["record"],
            release_please=writers["release-please"],
        )
        top.end()
        _require_apart(policy)
        return policy

    def publisher(self, tag: Tag) -> Publisher:
        """Return who must have signed the release `tag`; raises InvalidRecordError for nobody."""
        rows = (p for p in self.publishers if p.model == tag.model)
        return _speaking_of(rows, tag.n, what=str(tag))

    def version_publisher(self, version: Version) -> Publisher:
        """Return who must have signed `version` of this repository."""
        return row_of(self.versions, version)

    def revoker(self, n: int) -> Publisher:
        """Return who must have signed the revocation list `n`, as `publisher` does."""
        return _speaking_of(self.revocations.publishers, n, what=f"the revocation list {n}")


def _speaking_of(rows: Iterable[Publisher], n: int, *, what: str) -> Publisher:
    for row in rows:
        if row.signs(n):
            return row
    raise InvalidRecordError(
        f"no publisher in the policy may sign {what}",
        expected="a row of model/policy.toml for this model and number",
        remedy="add the row in a reviewed pull request",
    )


def _repository(table: Table) -> Repository:
    repository = Repository(
        name=table.spelled("name", _REPOSITORY),
        id=table.integer("id", minimum=1),
        owner_id=table.integer("owner_id", minimum=1),
    )
    table.end()
    return repository


def _publishers(tables: Iterable[Table], repository: Repository) -> tuple[Publisher, ...]:
    rows = tuple(_publisher(t, repository, t.spelled("model", _MODEL)) for t in tables)
    for model in sorted({row.model or "" for row in rows}):
        _require_ranges((row for row in rows if row.model == model), what=model)
    return rows


def _versions(tables: Iterable[Table], repository: Repository) -> tuple[VersionRow[Publisher], ...]:
    def read(table: Table) -> Publisher:
        return _identity(table, repository, None, from_n=1, to_n=None)

    return version_rows(tables, read)


def _publisher(table: Table, repository: Repository, model: str | None) -> Publisher:
    from_n = table.integer("from_n", minimum=1)
    to_n = table.integer("to_n", minimum=1) if table.has("to_n") else None
    return _identity(table, repository, model, from_n=from_n, to_n=to_n)


def _identity(
    table: Table, repository: Repository, model: str | None, *, from_n: int, to_n: int | None
) -> Publisher:
    publisher = Publisher(
        model=model,
        from_n=from_n,
        to_n=to_n,
        repository=repository,
        workflow=table.spelled("workflow", _WORKFLOW),
        ref=table.spelled("ref", _REF),
        environment=table.spelled("environment", _ENVIRONMENT),
        issuer=table.spelled("issuer", _ISSUER),
        runner=table.literal("runner", "github-hosted"),
    )
    table.end()
    return publisher


def _require_ranges(rows: Iterable[Publisher], *, what: str) -> None:
    """Raise InvalidRecordError unless the rows cover every number from 1 once, in order.

    A key is rotated, or a workflow renamed, by an end for the last row and a new row after it.
    """
    following: int | None = 1
    for row in rows:
        if row.from_n != following:
            after = "the row without an end" if following is None else f"{following - 1}"
            raise invalid(f"policy of {what}", f"starts at {row.from_n} after {after}")
        if row.to_n is not None and row.to_n < row.from_n:
            raise invalid(f"policy of {what}", f"ends at {row.to_n} before it starts")
        following = None if row.to_n is None else row.to_n + 1


def _revocations(table: Table, repository: Repository) -> RevocationRules:
    rows = tuple(_publisher(t, repository, None) for t in table.tables("publishers"))
    _require_ranges(rows, what="revocation lists")
    rules = RevocationRules(
        publishers=rows,
        least=table.integer("least"),
        late=Late(table.one_of("late", [late.value for late in Late])),
    )
    table.end()
    return rules


def _require_apart(policy: Policy) -> None:
    """Raise InvalidRecordError when one job could sign two kinds of things.

    Releases of models, versions of this repository and revocations have an environment each, so
    that somebody is asked about each, and versions a workflow of their own.
    """
    kinds = (
        policy.publishers,
        tuple(row.publisher for row in policy.versions),
        policy.revocations.publishers,
    )
    for one, other in combinations(kinds, 2):
        if both := {row.environment for row in one} & {row.environment for row in other}:
            raise invalid("policy", f"lets {min(both)} sign two kinds of things")
        if both := {row.san for row in one} & {row.san for row in other}:
            raise invalid("policy", f"lets {min(both)} sign two kinds of things")
