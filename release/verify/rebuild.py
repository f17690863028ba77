"""A release made again from upstream's own files, and the statement of whoever did it.

Who signed the release is asked by `verdict`; here the published bytes are made a second time, by
somebody who did not make them first.
"""

from collections.abc import Mapping
from pathlib import Path

from release import canonical
from release.artifact import Artifact, Digest
from release.errors import DigestMismatchError
from release.export import confined
from release.files import read_bytes
from release.manifest import Manifest
from release.names import Role, Tag
from release.pin import PIN_LIMIT, Pin
from release.policy import Repository
from release.prove.statement import STATEMENT_TYPE


def require_content(manifest: Manifest, tag: Tag, pin: Pin, receipt: bytes) -> None:
    """Refuse a checkout that describes another content than the release `tag`.

    Raises InvalidRecordError for the manifest of another release, DigestMismatchError for another
    content key.
    """
    if manifest.tag != tag:
        raise canonical.invalid("manifest", f"speaks of {manifest.tag}, not of {tag}")
    if (key := pin.content_key(Digest.of(receipt))) != manifest.content_key:
        raise DigestMismatchError(
            f"this checkout describes the content {key}",
            expected=f"{manifest.content_key}, which {tag} has",
            remedy=f"git checkout {manifest.source.commit}, and run it again there",
        )


MODELS = (Role.MODEL, Role.FIXED)
"""What is made again: the graph for any size, and the one for the fixed size."""


def made_again(script: Path, *, pin: Path, sources: Path) -> dict[Role, bytes]:
    """Return the graphs by role that `script` writes in a sandbox from the files in `sources`.

    Raises what the export raises: codes 10, 13, 20, 33, 34 and 40.
    """
    name = Pin.parse(read_bytes(pin, limit=PIN_LIMIT)).checkpoint.name
    place = confined.choose_sandbox()
    graphs = confined.export_confined(
        place, script, pin=pin, upstream=sources, checkpoint=sources / name
    )
    return dict(zip(MODELS, graphs, strict=True))


def require_same(
    manifest: Manifest, graphs: Mapping[Role, bytes], published: Mapping[Role, bytes]
) -> tuple[Artifact, ...]:
    """Return the models, which were made again and published, byte for byte the same.

    Raises DigestMismatchError when the release serves other bytes than its manifest says, or a
    graph that was made again differs from them.
    """
    models = {role: manifest.artifact(role) for role in MODELS}
    for role, model in models.items():
        Artifact.of(model.name, published[role]).require(model.digest, source="the manifest")
        made = Artifact.of(f"{model.name}, made again,", graphs[role])
        made.require(model.digest, source="the release")
    return tuple(models.values())


def statement(
    manifest: Manifest, pin: Pin, repository: Repository, tools: Mapping[str, str]
) -> bytes:
    """Return the unsigned in-toto statement that the models were made again; no clock, no host."""
    models = [manifest.artifact(role) for role in MODELS]
    return canonical.dump(
        {
            "_type": STATEMENT_TYPE,
            "predicate": {
                "content_key": manifest.content_key.hex,
                "manifest_sha256": Digest.of(manifest.dump()).hex,
                "materials": [
                    {"digest": {"sha256": pin.checkpoint.digest.hex}, "uri": pin.checkpoint.source},
                    {
                        "digest": {"gitCommit": pin.upstream.commit},
                        "uri": f"git+{pin.upstream.url}@{pin.upstream.commit}",
                    },
                ],
                "result": "byte for byte the same",
                "tag": str(manifest.tag),
                "tools": dict(sorted(tools.items())),
            },
            "predicateType": f"{repository.url}/blob/main/docs/pipeline.md#rebuild-statement",
            "subject": [{"digest": {"sha256": m.digest.hex}, "name": m.name} for m in models],
        }
    )
