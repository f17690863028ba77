"""The notes of a version, rendered from its section of the changelog. They are not evidence."""

import re

from release.canonical import invalid
from release.policy import Publisher
from release.report import file_table
from release.supply_chain.version_set import VersionSet
from release.version import Part, Version

_HEADING = re.compile(r"^## ", re.MULTILINE)


def section(changelog: str, version: Version) -> str:
    """Return what the changelog says of `version`; raises InvalidRecordError without a word."""
    parts = (part.partition("\n") for part in _HEADING.split(changelog))
    found = [body for head, _, body in parts if head.startswith(f"{version}, ")]
    if len(found) != 1 or not found[0].strip():
        raise invalid("CHANGELOG.md", f"has {len(found)} sections for {version}")
    return found[0].strip()


def notes(whole: VersionSet, publisher: Publisher, changelog: str) -> str:
    """Return the notes: what changed, and how to check the files."""
    name = whole.names.asset
    return f"""\
{section(changelog, whole.version)}

Do not trust this page: titles and notes can be edited. Trust the signatures.

```console
cosign verify-blob --bundle {name(Part.SUMS_BUNDLE)} \\
  --certificate-identity {publisher.san} \\
  --certificate-oidc-issuer {publisher.issuer} \\
  {name(Part.SUMS)}
sha256sum --strict -c SHA256SUMS
```

{file_table(whole.artifacts())}
"""
