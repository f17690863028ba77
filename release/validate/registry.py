"""The whole check: read once within bounds, then the schema, then the rows, then the files."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release import canonical
from release.entry import RegistryEntry
from release.errors import MissingInputError, ReleaseError
from release.files import read_bytes
from release.names import POLICY
from release.policy import POLICY_LIMIT, Policy
from release.registry import REGISTRY_LIMIT, Registry
from release.schema import Schema
from release.sidecar import SIDECAR_LIMIT, Sidecar
from release.validate.cards import Cards, speaking
from release.validate.finding import Finding, Verdict
from release.validate.folder import Folder
from release.validate.models import Checker
from release.validate.pins import pins

SCHEMA_LIMIT = 1 << 20
SCHEMA, SIDECAR_SCHEMA = "registry.schema.json", "sidecar.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that a check starts from, each read once: what was hashed is what was checked."""

    registry: Path
    data: bytes
    schema_data: bytes
    schema: Schema
    sidecars: Schema

    @classmethod
    def read(cls, registry: Path, schema: Path) -> "Sources":
        """Read registry and schemas; that of the sidecars lies beside the registry.

        Raises MissingInputError or IrregularFileError for a file that cannot be read, and
        InvalidRecordError for a schema that is none.
        """
        data = read_bytes(registry, limit=REGISTRY_LIMIT)
        schema_data = read_bytes(schema, limit=SCHEMA_LIMIT)
        sidecars = read_bytes(registry.with_name(SIDECAR_SCHEMA), limit=SCHEMA_LIMIT)
        return cls(
            registry=registry,
            data=data,
            schema_data=schema_data,
            schema=Schema.compile(canonical.load_decimals(schema_data, what=schema.name)),
            sidecars=Schema.compile(canonical.load_decimals(sidecars, what=SIDECAR_SCHEMA)),
        )

    @property
    def root(self) -> Path:
        """The tree that the registry belongs to: it lies in model/tiny/."""
        return self.registry.absolute().parent.parent.parent


def validate(sources: Sources) -> Verdict:
    """Return everything that is wrong with the registry and the files beside it.

    A registry whose form is wrong is not compared with files: every message would be a guess.
    """
    try:
        document = canonical.load_decimals(sources.data, what="registry")
    except ReleaseError as error:
        return _refused("json", "$", f"registry JSON parse error: {error.problem}")
    if faults := sources.schema.faults(document):
        return Verdict.refused(
            Finding(rule="schema", path=f.path, message=f"schema: {f.path}: {f.message}")
            for f in faults
        )
    if doubled := tuple(_doubled(document)):
        return Verdict.refused(doubled)
    try:
        registry = Registry.read(document)
    except ReleaseError as error:
        return _refused("rows", "$", error.problem)
    return _compared(registry, sources)


def _refused(rule: str, path: str, message: str) -> Verdict:
    return Verdict.refused((Finding(rule=rule, path=path, message=message),))


def _doubled(document: Mapping[str, object]) -> Iterator[Finding]:
    # Another schema than ours may have let anything through.
    models = document.get("models")
    entries = [m for m in models if isinstance(m, dict)] if isinstance(models, list) else []
    ids = Counter(str(entry.get("id")) for entry in entries)
    for name in (name for name, count in ids.items() if count > 1):
        yield Finding(rule="duplicate", path="$.models", message=f"{name}: duplicate model id")


def _compared(registry: Registry, sources: Sources) -> Verdict:
    """Compare a well-formed registry with the files beside it."""
    folder, policy = Folder.listed(sources.registry.parent), _policy(sources.root)
    checker = Checker(folder=folder, sidecars=sources.sidecars, policy=policy)
    cards, speakers = Cards(root=sources.root, policy=policy), speaking(registry.entries)
    findings = list(folder.findings(_owned(registry.entries, sources)))
    for i, entry in enumerate(registry.entries):
        findings += checker.findings(entry, f"$.models[{i}]")
        if entry.id in speakers:
            findings += cards.findings(entry, f"$.models[{i}]", _sidecar(folder, entry))
    findings += (*cards.others(registry.entries), *pins(sources.root))
    return Verdict(
        findings=tuple(findings),
        released=sum(entry.mirror is not None for entry in registry.entries),
        smoke=sum(entry.smoke for entry in registry.entries),
        in_tree=sum(not entry.smoke and entry.mirror is None for entry in registry.entries),
    )


def _owned(entries: tuple[RegistryEntry, ...], sources: Sources) -> frozenset[str]:
    """Return the names that registry and entries account for."""
    names = {sources.registry.name, SCHEMA, SIDECAR_SCHEMA}
    for entry in entries:
        names |= {entry.names.onnx, entry.names.sidecar, entry.names.bundle}
        names |= {entry.names.int8} if entry.quantised else set()
    return frozenset(names)


def _policy(root: Path) -> Policy | None:
    try:
        return Policy.parse(read_bytes(root / POLICY, limit=POLICY_LIMIT))
    except MissingInputError:
        return None


def _sidecar(folder: Folder, entry: RegistryEntry) -> Sidecar | None:
    """Return the sidecar of `entry`; one that cannot be read has a finding of its own."""
    try:
        return Sidecar.parse(folder.read(entry.names.sidecar, limit=SIDECAR_LIMIT))
    except ReleaseError:
        return None
