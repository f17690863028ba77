"""Who must have signed, and with which tools. People edit `model/policy.toml`; the bot never."""

import tomllib
from dataclasses import dataclass

from release.canonical import invalid
from release.errors import InvalidRecordError
from release.names import Tag
from release.shape import Table

POLICY_LIMIT = 64 << 10


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
    """The one identity that may have signed the releases `from_n` and later of `model`."""

    model: str
    from_n: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The reviewed rules for signing and accepting."""

    repository: Repository
    publishers: tuple[Publisher, ...]
    cosign: str
    """The lowest version of cosign that verifies what we sign."""

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read `model/policy.toml`; raises InvalidRecordError, naming the field."""
        try:
            document = tomllib.loads(data.decode())
        except ValueError as error:
            raise invalid("policy", f"is not TOML: {error}") from error
        top = Table(document, path="policy")
        top.integer("schema", minimum=1)
        repository = _repository(top.table("repository"))
        tools = top.table("tools")
        policy = cls(
            repository=repository,
            publishers=tuple(_publisher(t, repository) for t in top.tables("publishers")),
            cosign=tools.text("cosign"),
        )
        tools.end()
        top.end()
        return policy

    def publisher(self, tag: Tag) -> Publisher:
        """Return who must have signed the release `tag`.

        Raises InvalidRecordError when no row, or more than one, speaks of it.
        """
        rows = [p for p in self.publishers if p.model == tag.model]
        fitting = [p for p in rows if p.from_n <= tag.n]
        if not fitting:
            raise InvalidRecordError(
                f"no publisher in the policy may sign {tag}",
                expected="a row of model/policy.toml for this model and number",
                remedy="add the row in a reviewed pull request",
            )
        return max(fitting, key=lambda p: p.from_n)


def _repository(table: Table) -> Repository:
    repository = Repository(
        name=table.text("name"),
        id=table.integer("id", minimum=1),
        owner_id=table.integer("owner_id", minimum=1),
    )
    table.end()
    return repository


def _publisher(table: Table, repository: Repository) -> Publisher:
    publisher = Publisher(
        model=table.text("model"),
        from_n=table.integer("from_n", minimum=1),
        repository=repository,
        workflow=table.text("workflow"),
        ref=table.text("ref"),
        environment=table.text("environment"),
        issuer=table.text("issuer"),
        runner=table.text("runner"),
    )
    table.end()
    return publisher
