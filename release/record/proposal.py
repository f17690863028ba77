"""What the bot proposes: every byte a pure function of the tree at main and the release."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from release.attach.notes import verification
from release.canonical import invalid
from release.card import with_facts
from release.errors import MissingInputError
from release.manifest import Manifest
from release.names import REGISTRY, Role, card_path
from release.policy import Publisher
from release.record import card
from release.record.entry import recorded
from release.record.sidecar import sidecar
from release.registry import Registry
from release.sign.release_set import ReleaseSet

Tree = Callable[[str], bytes | None]
"""The tree at main's tip: the bytes at a path, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One commit and the text of its pull request."""

    files: Mapping[str, bytes]
    title: str
    body: str


def propose(signed: ReleaseSet, publisher: Publisher, tree: Tree) -> Proposal:
    """Return what makes the tree say what was released; never the ONNX.

    Raises MissingInputError or InvalidRecordError for a registry or card that cannot take it.
    """
    manifest, names = signed.manifest, signed.names
    registry = recorded(Registry.parse(_needed(tree, REGISTRY)), manifest, publisher)
    path = card_path(manifest.tag.model)
    text = _text(_needed(tree, path), path)
    if max(m.tag.n for m in registry.mirrors(manifest.tag.model)) == manifest.tag.n:
        # One that is recorded late must not push the facts of a newer one out of the card.
        text = with_facts(text, card.facts(registry, manifest, publisher))
    return Proposal(
        files={
            REGISTRY: registry.dump(),
            f"model/tiny/{names.sidecar}": sidecar(manifest),
            f"model/tiny/{names.tree_bundle}": signed.files[Role.MODEL_BUNDLE],
            path: text.encode(),
            names.fragment: _fragment(manifest, publisher).encode(),
        },
        title=f"chore(registry): record {manifest.tag}",
        body=_body(signed, publisher),
    )


def _needed(tree: Tree, path: str) -> bytes:
    if (data := tree(path)) is None:
        raise MissingInputError(
            f"main holds no {path}",
            expected="registry and card, to write the release into",
            remedy=f"add {path} in a pull request, then run the failed job again",
        )
    return data


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise invalid(path, "is not UTF-8") from error


def _fragment(manifest: Manifest, publisher: Publisher) -> str:
    page = f"{publisher.repository.url}/releases/tag/{manifest.tag}"
    model = manifest.artifact(Role.MODEL)
    return (
        f"- Release [{manifest.tag}]({page}): `{model.name}`, sha256 `{model.digest.hex}`, from\n"
        f"  `{manifest.checkpoint.name}` of {manifest.upstream.repository}.\n"
    )


def _body(signed: ReleaseSet, publisher: Publisher) -> str:
    manifest, names = signed.manifest, signed.names
    page = f"{publisher.repository.url}/releases/tag/{manifest.tag}"
    return f"""\
The release [{manifest.tag}]({page}) is public. This pull request makes registry, sidecar, bundle, \
card and changelog say so. Every byte is rendered from the signed manifest; the model itself is \
never in the tree.

| | |
|---|---|
| manifest | `{signed.manifest_digest}` |
| model | `{signed.artifact(Role.MODEL).digest}` |
| content key | `{manifest.content_key}` |
| previous manifest | `{manifest.previous or "none"}` |
| signed by | `{publisher.san}` |

To check it yourself, from public addresses alone:

```console
gh release download {manifest.tag} --repo {publisher.repository.name}
{verification(names, publisher)}
sha256sum --strict -c SHA256SUMS
```

It was opened with the token of a job, so its checks wait until a maintainer approves them.
"""
