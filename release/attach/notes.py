"""Title, notes and marker of a release, rendered from its manifest. Notes are not evidence."""

from collections.abc import Sequence
from typing import Protocol

from release.artifact import Artifact, Digest
from release.manifest import Manifest
from release.names import SIGNED_BLOBS, Names, Role
from release.policy import Publisher
from release.report import file_table

_MARKER = "<!-- mirror "


class Described(Protocol):
    """A signed set, wherever its bytes are."""

    @property
    def manifest(self) -> Manifest:
        """What the release is."""
        ...

    @property
    def names(self) -> Names:
        """The names of the release."""
        ...

    @property
    def manifest_digest(self) -> Digest:
        """The digest of the manifest's bytes."""
        ...

    def artifacts(self) -> Sequence[Artifact]:
        """Return all files, in the order of upload."""
        ...


def title(manifest: Manifest) -> str:
    """Return the release's title."""
    return f"{manifest.tag.model} mirror v{manifest.tag.n}"


def marker(signed: Described) -> str:
    """Return the comment by which a later run knows its own draft.

    It names the whole set: a draft with other signatures belongs to another run, which may be
    alive and must not have its files exchanged.
    """
    key, digest = signed.manifest.content_key, signed.manifest_digest
    lines = "".join(f"{file.digest.hex}  {file.name}\n" for file in signed.artifacts())
    whole = Digest.of(lines.encode())
    return f"{_MARKER}content_key={key.hex} manifest_sha256={digest.hex} set_sha256={whole.hex} -->"


def is_marked(body: str) -> bool:
    """Tell whether a draft's notes carry a marker of this pipeline, whatever it says."""
    return _MARKER in body


def notes(signed: Described, publisher: Publisher) -> str:
    """Return the notes: what this is, how to check it, and the marker."""
    manifest, names = signed.manifest, signed.names
    commit = manifest.upstream.commit
    return f"""\
`{manifest.checkpoint.name}` of [{manifest.upstream.repository}]({manifest.upstream.url}) at \
commit `{commit}`, unchanged, and the same weights as ONNX: input `{manifest.contract.input}`, \
output `{manifest.contract.output}`, opset {manifest.contract.opset}. Licence: \
{manifest.licence.spdx}; its text and our statement of changes are in \
`{names.asset(Role.LICENCE)}`.

Do not trust this page: titles and notes can be edited. Trust the signatures.

```console
{verification(names, publisher)}
sha256sum --strict -c SHA256SUMS
```

{file_table(signed.artifacts())}

{marker(signed)}
"""


def verification(names: Names, publisher: Publisher) -> str:
    """Return the command that checks SHA256SUMS with cosign alone."""
    return f"""\
cosign verify-blob --bundle {names.asset(SIGNED_BLOBS[Role.SUMS])} \\
  --certificate-identity {publisher.san} \\
  --certificate-oidc-issuer {publisher.issuer} \\
  {names.asset(Role.SUMS)}"""
