"""What the bot proposes: every byte a pure function of the tree at main and the release."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from release.attach.notes import verification
from release.bundle import Bundle
from release.canonical import invalid
from release.card import with_facts
from release.errors import MissingInputError
from release.manifest import Manifest
from release.mirror import Status
from release.names import REGISTRY, TINY, Role, Tag, card_path
from release.policy import Publisher
from release.record import card
from release.record.entry import recorded
from release.record.lost import with_lost
from release.record.sidecar import sidecar
from release.registry import Registry
from release.report import file_table
from release.sign.claims import run_of
from release.sign.release_set import ReleaseSet

Tree = Callable[[str], bytes | None]
"""The tree at main's tip: the bytes at a path, or None."""

# No space, quote, bracket, bar or backtick: such a word can end no cell, link or code span.
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,299}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One commit and the text of its pull request."""

    files: Mapping[str, bytes]
    title: str
    body: str


def propose(
    signed: ReleaseSet, publisher: Publisher, tree: Tree, lost: Iterable[int] = ()
) -> Proposal:
    """Return what makes the tree say what was released; never the ONNX.

    `lost` are the numbers below it that guard found taken, without a release of ours; those that
    the registry does not know become burned. Raises MissingInputError or InvalidRecordError for a
    registry or card that cannot take it.
    """
    manifest = signed.manifest
    require_plain(manifest)
    known = with_lost(Registry.parse(needed(tree, REGISTRY)), manifest.tag, lost)
    registry = recorded(known, manifest, publisher)
    shown = card_of(manifest.tag.model, tree)
    # A release that is recorded late does not take the card from a newer one.
    if newest(registry, manifest.tag.model) == manifest.tag:
        shown = filled(shown, registry, manifest, publisher)
    return Proposal(
        files={
            REGISTRY: registry.dump(),
            card_path(manifest.tag.model): shown,
            **own_files(signed, publisher),
        },
        title=f"chore(registry): record {manifest.tag}",
        body=_body(signed, publisher),
    )


def own_files(signed: ReleaseSet, publisher: Publisher) -> Mapping[str, bytes]:
    """Return the files that speak of this release alone: sidecar, bundle, changelog fragment."""
    manifest, names = signed.manifest, signed.names
    return {
        f"{TINY}/{names.sidecar}": sidecar(manifest),
        f"{TINY}/{names.tree_bundle}": signed.files[Role.MODEL_BUNDLE],
        names.fragment: _fragment(manifest, publisher).encode(),
    }


def newest(registry: Registry, model: str) -> Tag | None:
    """Return the release that the card of `model` speaks of: the highest N that exists."""
    there = [m.tag for m in registry.mirrors(model) if m.status is not Status.BURNED]
    return max(there, key=lambda tag: tag.n, default=None)


def card_of(model: str, tree: Tree) -> bytes:
    """Return the card of `model`; raises MissingInputError."""
    return needed(tree, card_path(model))


def filled(shown: bytes, registry: Registry, manifest: Manifest, publisher: Publisher) -> bytes:
    """Return the card with the facts of the release between its markers; twice is once."""
    text = _text(shown, card_path(manifest.tag.model))
    return with_facts(text, card.facts(registry, manifest, publisher)).encode()


def require_plain(manifest: Manifest) -> None:
    """Raise InvalidRecordError for words that would be more than words in Markdown.

    Names come from a checkpoint and an upstream that are not ours; the pin holds most of them to a
    pattern, and this holds them all, where pages and pull requests are written.
    """
    contract, licence = manifest.contract, manifest.licence
    words = [contract.input, contract.output, licence.spdx, licence.url, manifest.checkpoint.name]
    words += [manifest.upstream.repository, manifest.source.repository]
    for word in [*words, *(name for name, _ in manifest.operators)]:
        if not _PLAIN.fullmatch(word):
            raise invalid("manifest", f"holds {word[:60]!r}, which no page of ours can show")


def needed(tree: Tree, path: str) -> bytes:
    """Return the file at `path`; raises MissingInputError."""
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
| tag | `{manifest.tag}` |
| manifest | `{signed.manifest_digest}` |
| content key | `{manifest.content_key}` |
| previous manifest | `{manifest.previous or "none"}` |
| source commit | `{manifest.source.commit}` |
| signed by | `{publisher.san}` |
| signed in | {_run(signed, publisher)} |

{file_table(signed.artifacts())}

To check the release yourself, from public addresses alone:

```console
gh release download {manifest.tag} --repo {publisher.repository.name}
{verification(names, publisher)}
sha256sum --strict -c SHA256SUMS
```

To compute every byte of this pull request again, in a clone of `main`:

```console
git fetch origin
HEAD_SHA=$(git rev-parse origin/{names.bot_branch}) python3 -I scripts/registry_consistency.py
```

It was opened with the token of a job, so its checks wait until a maintainer approves them.
"""


def _run(signed: ReleaseSet, publisher: Publisher) -> str:
    """Return the run that the certificate of the manifest's signature names."""
    bundle = Bundle.parse(signed.files[Role.MANIFEST_BUNDLE], what="the manifest's bundle")
    return run_of(bundle.certificate, publisher) or "not stated"
