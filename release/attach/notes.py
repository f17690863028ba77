"""Title, notes and marker of a release, rendered from its manifest. Notes are not evidence."""

from release.manifest import Manifest
from release.names import SIGNED_BLOBS, Names, Role
from release.policy import Publisher
from release.report import file_table
from release.sign.release_set import ReleaseSet

_MARKER = "<!-- mirror "


def title(manifest: Manifest) -> str:
    """Return the release's title."""
    return f"{manifest.tag.model} mirror v{manifest.tag.n}"


def marker(release_set: ReleaseSet) -> str:
    """Return the comment by which a later run knows its own draft."""
    key, digest = release_set.manifest.content_key, release_set.manifest_digest
    return f"{_MARKER}content_key={key.hex} manifest_sha256={digest.hex} -->"


def is_marked(body: str) -> bool:
    """Tell whether a draft's notes carry a marker of this pipeline, whatever it says."""
    return _MARKER in body


def notes(release_set: ReleaseSet, publisher: Publisher) -> str:
    """Return the notes: what this is, how to check it, and the marker."""
    manifest, names = release_set.manifest, release_set.names
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

{file_table(release_set.artifacts())}

{marker(release_set)}
"""


def verification(names: Names, publisher: Publisher) -> str:
    """Return the command that checks SHA256SUMS with cosign alone."""
    return f"""\
cosign verify-blob --bundle {names.asset(SIGNED_BLOBS[Role.SUMS])} \\
  --certificate-identity {publisher.san} \\
  --certificate-oidc-issuer {publisher.issuer} \\
  {names.asset(Role.SUMS)}"""
