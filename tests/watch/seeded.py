"""Releases of a few bytes each, really signed, put where a stranger finds them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from release import canonical
from release.artifact import Artifact, Digest
from release.attach import notes
from release.bundle import PREDICATE, Shape
from release.manifest import ListedAsset
from release.names import LISTED_IN_MANIFEST, LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role, Tag
from release.policy import Policy
from release.prove.operators import scan
from release.record.entry import recorded
from release.registry import Registry
from release.sign.release_set import ReleaseSet, compared
from tests.contract.client import Client
from tests.core import samples
from tests.instance.claims import job_of, stated
from tests.instance.instance import Instance

if TYPE_CHECKING:
    from tests.rehearsal.hosts.exchange import Json

MODEL = "u2netp"
_API = "https://api.github.com"


def tag(n: int) -> Tag:
    """Return the tag of release `n`."""
    return Tag(model=MODEL, n=n)


@dataclass(kw_only=True)
class Shelf:
    """Signed releases by number, each naming the one before, and the registry that records them.

    A model is a few bytes of text, unless `graphs` has one for its number.
    """

    instance: Instance
    policy: Policy = field(default_factory=samples.policy)
    graphs: Mapping[int, bytes] = field(default_factory=dict)
    sets: dict[int, ReleaseSet] = field(default_factory=dict)

    def sign(self, n: int, shape: Shape = Shape.REKOR_V2) -> ReleaseSet:
        """Return release `n`, signed and kept."""
        made = _unsigned(n, self._before(n), self.graphs.get(n))
        claims = stated(job_of(self.policy.publisher(tag(n))))
        more = {
            role: self.instance.sign_blob(made.files[blob], claims, shape)
            for blob, role in SIGNED_BLOBS.items()
        }
        more[Role.PROVENANCE] = self.instance.attest(_statement(made), claims, shape)
        self.sets[n] = made.with_files(more)
        return self.sets[n]

    def registry(self, rows: Registry | None = None) -> Registry:
        """Return `rows` with every release recorded, the newest active."""
        registry = rows or Registry(())
        for n, signed in sorted(self.sets.items()):
            publisher = self.policy.publisher(tag(n))
            registry = recorded(registry, signed.manifest, publisher)
        return registry

    def _before(self, n: int) -> Digest | None:
        earlier = [other for other in self.sets if other < n]
        return self.sets[max(earlier)].manifest_digest if earlier else None


def publish(client: Client, token: str, shelf: Shelf, commit: str, numbers: Iterable[int]) -> None:
    """Release the numbers as `attach` does; none is shown first."""
    for n in numbers:
        signed = shelf.sets[n]
        page: dict[str, Json] = {
            "tag_name": str(tag(n)),
            "target_commitish": commit,
            "name": notes.title(signed.manifest),
            "body": notes.notes(signed, shelf.policy.publisher(tag(n))),
            "make_latest": "false",
        }
        files = {Names(tag(n)).asset(role): data for role, data in signed.files.items()}
        put(client, token, shelf.policy, page, files)


def put(
    client: Client, token: str, policy: Policy, page: "dict[str, Json]", files: Mapping[str, bytes]
) -> None:
    """Publish `files` under `page`: a draft, its files, then public."""
    base = f"{_API}/repos/{policy.repository.name}/releases"
    draft = client("POST", base, token=token, body={**page, "draft": True})
    assert draft.status == 201, draft.body
    url = str(draft.document()["upload_url"]).partition("{")[0]
    for name, data in files.items():
        kind = {"Content-Type": "application/octet-stream"}
        sent = client("POST", f"{url}?name={name}", token=token, body=data, headers=kind)
        assert sent.status == 201, sent.body
    done: dict[str, Json] = {"draft": False, "make_latest": page["make_latest"]}
    number = draft.document()["id"]
    assert client("PATCH", f"{base}/{number}", token=token, body=done).status == 200


def _unsigned(n: int, before: Digest | None, graph: bytes | None) -> ReleaseSet:
    names, sample = Names(tag(n)), samples.manifest()
    files = {role: f"{role.value} of release {n}\n".encode() for role in LISTED_IN_MANIFEST}
    if graph is not None:
        files[Role.MODEL] = graph
        sample = replace(sample, operators=scan(graph).operators)
    listed = tuple(
        ListedAsset(role=role, artifact=Artifact.of(names.asset(role), data))
        for role, data in files.items()
    )
    manifest = replace(
        sample,
        tag=tag(n),
        content_key=Digest.of(b"content %d" % n),
        previous=before,
        assets=listed,
    )
    files[Role.MANIFEST] = manifest.dump()
    lines = (f"{Digest.of(files[role]).hex}  {names.asset(role)}\n" for role in LISTED_IN_SUMS)
    files[Role.SUMS] = "".join(lines).encode()
    return compared(files, tag=tag(n), expected=None)


def _statement(made: ReleaseSet) -> bytes:
    subjects: list[canonical.Json] = [
        {"name": file.name, "digest": {"sha256": file.digest.hex}} for file in made.artifacts()
    ]
    document: Mapping[str, canonical.Json] = {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": PREDICATE,
        "predicate": {},
        "subject": subjects,
    }
    return canonical.dump(document)
