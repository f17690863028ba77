"""A model directory with releases in it, signed in this process, and what it is held against."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from mmap import mmap
from pathlib import Path
from typing import cast

from release.artifact import Artifact, Digest
from release.bundle import Shape
from release.manifest import ListedAsset, Manifest
from release.mirror import Status
from release.names import LISTED_IN_MANIFEST, Names, Role, Tag
from release.policy import Policy, Publisher
from release.prove.operators import scan
from release.record.entry import recorded
from release.registry import Registry
from release.verify import jail, trust
from release.verify.demands import Demands
from release.verify.model import REGISTRY, VerifiedModel, read_verified
from release.verify.newest import LIST, LIST_BUNDLE
from release.verify.revocations import Judgement, Revocation, RevocationList
from release.verify.seen import Keeps, StateFile
from tests.cases.graphs import exported
from tests.core import samples
from tests.instance.claims import Stated, job_of, stated
from tests.sign.samples import instance

TODAY = datetime.now(UTC).date()
NAME = "u2netp_mirror_v1.onnx"


def manifest_of(n: int, model: Artifact) -> Manifest:
    """Return the manifest of release `n`, whose model is `model`."""
    good, tag = samples.manifest(), Tag(model="u2netp", n=n)
    names = Names(tag)
    held = {role: Artifact.of(names.asset(role), b"-") for role in LISTED_IN_MANIFEST}
    held[Role.MODEL] = model
    return replace(
        good,
        tag=tag,
        content_key=Digest.of(b"content %d" % n),
        operators=scan(exported()).operators,
        assets=tuple(ListedAsset(role=role, artifact=artifact) for role, artifact in held.items()),
    )


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The directory `path`/models, the trust root beside it, and the state of this machine."""

    path: Path
    shape: Shape = Shape.REKOR_V2
    policy: Policy = field(default_factory=samples.policy)

    @cached_property
    def models(self) -> Path:
        folder = self.path / "models"
        folder.mkdir()
        return folder

    @cached_property
    def trusted_root(self) -> Path:
        return instance().write(self.path / "trust").trusted_root

    @property
    def state(self) -> StateFile:
        return StateFile(self.path / "state" / "seen.json")

    def claims(self, publisher: Publisher) -> Stated:
        return stated(job_of(publisher))

    def sign(self, data: bytes | mmap, publisher: Publisher) -> bytes:
        return instance().sign_blob(cast("bytes", data), self.claims(publisher), self.shape)

    def put(self, name: str, data: bytes) -> None:
        (self.models / name).write_bytes(data)

    def release(self, n: int = 1, model: bytes | None = None) -> Manifest:
        """Sign release `n` and put it there, into the registry too."""
        data = exported() if model is None else model
        name = Names(Tag(model="u2netp", n=n)).asset(Role.MODEL)
        self.put(name, data)
        return self.release_of(n, Artifact.of(name, data), data)

    def release_of(self, n: int, model: Artifact, data: bytes | mmap) -> Manifest:
        """Do the same for a model that lies there already; `data` is its bytes."""
        manifest, names = manifest_of(n, model), Names(Tag(model="u2netp", n=n))
        publisher = self.policy.publisher(names.tag)
        self.put(names.tree_bundle, self.sign(data, publisher))
        return self.issue(manifest)

    def fixed(self, data: bytes, n: int = 1) -> Manifest:
        """Sign `data` as the graph of release `n` for 320 x 320, and issue the release with it."""
        names = Names(Tag(model="u2netp", n=n))
        name, publisher = names.asset(Role.FIXED), self.policy.publisher(names.tag)
        self.put(name, data)
        self.put(names.asset(Role.FIXED_BUNDLE), self.sign(data, publisher))
        manifest = Manifest.parse((self.models / names.asset(Role.MANIFEST)).read_bytes())
        listed = ListedAsset(role=Role.FIXED, artifact=Artifact.of(name, data))
        assets = (listed if a.role is Role.FIXED else a for a in manifest.assets)
        return self.issue(replace(manifest, assets=tuple(assets)))

    def issue(self, manifest: Manifest) -> Manifest:
        """Sign `manifest`, put it there, and record its release, whatever was recorded before."""
        names, publisher = Names(manifest.tag), self.policy.publisher(manifest.tag)
        self.put(names.asset(Role.MANIFEST), manifest.dump())
        self.put(names.asset(Role.MANIFEST_BUNDLE), self.sign(manifest.dump(), publisher))
        others = (row for row in self.registry().rows if row.id != names.registry_id)
        self.record(recorded(Registry(tuple(others)), manifest, publisher))
        return manifest

    def registry(self) -> Registry:
        path = self.models / REGISTRY
        return Registry.parse(path.read_bytes()) if path.exists() else Registry(())

    def record(self, registry: Registry) -> None:
        self.put(REGISTRY, registry.dump())

    def set_status(self, status: Status, n: int = 1) -> None:
        """Let the registry say `status` of release `n`."""
        registry = self.registry()
        entry = next(e for e in registry.entries if e.released.tag.n == n)
        reason = None if status is Status.ACTIVE else "the weights are wrong"
        mirror = replace(entry.released, status=status, reason=reason)
        self.record(registry.with_entry(replace(entry, mirror=mirror)))

    def publish_list(self, number: int, *judgements: tuple[int, Judgement]) -> RevocationList:
        """Sign revocation list `number` of yesterday, which judges releases by number."""
        revocations = list_of(number, *judgements)
        self.put(LIST, revocations.dump())
        self.put(LIST_BUNDLE, self.sign(revocations.dump(), self.policy.revoker(number)))
        return revocations

    def demands(self, *, memory: Keeps | None = None, today: date = TODAY) -> Demands:
        return Demands(
            policy=self.policy,
            trust=trust.kept(self.trusted_root, self.policy, TODAY),
            memory=memory or self.state,
            today=lambda: today,
        )

    def verify(self, name: str = NAME, demands: Demands | None = None) -> VerifiedModel:
        """Read the model as a loader does, and say what was accepted."""
        with jail.opened(self.models) as directory:
            return read_verified(name, directory, demands or self.demands())[1]


def revocation(n: int, judgement: Judgement, model: bytes = b"another file") -> Revocation:
    return Revocation(
        tag=Tag(model="u2netp", n=n),
        model=Digest.of(model),
        judgement=judgement,
        reason=f"release {n} is {judgement.value} in a test",
    )


def list_of(number: int, *judgements: tuple[int, Judgement]) -> RevocationList:
    """Return list `number` of yesterday, which judges releases by number."""
    return RevocationList(
        number=number,
        dated=TODAY - timedelta(days=1),
        valid_until=TODAY + timedelta(days=30),
        revocations=tuple(revocation(n, judgement) for n, judgement in judgements),
    )


def with_rules(text: str, **rules: str | int) -> Policy:
    """Return the policy `text` with other values for some keys."""
    for key, value in rules.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{key} = "))
        text = text.replace(old, f"{key} = {value if isinstance(value, int) else repr(value)}", 1)
    return Policy.parse(text.replace("'", '"').encode())
