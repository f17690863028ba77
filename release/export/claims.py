"""What the export says about its own run, for whoever keeps the graph: claims, not facts.

The format `u2netp-mirror-export-v1`: what went in, what came out, by digest, and what it was made
with. The manifest of a release is another file; `prove` writes it and believes none of this.
"""

from importlib import metadata
from pathlib import Path

from release import canonical
from release.artifact import Artifact
from release.files import read_bytes
from release.lock import locks_in
from release.pin import PIN_LIMIT, Pin

SCHEMA = "u2netp-mirror-export-v1"
_PACKAGES = ("numpy", "onnx", "protobuf")


def claims(graph: Artifact, *, pin_file: Path, checkout: Path) -> bytes:
    """Return the claims about `graph` as canonical JSON: no path, host or time.

    The locks are those of the checkout, the versions those that ran. Raises what reading raises.
    """
    pin = Pin.parse(read_bytes(pin_file, limit=PIN_LIMIT))
    locks = [{"path": lock.path, "sha256": lock.digest.hex} for lock in locks_in(checkout)]
    versions = {name: metadata.version(name) for name in _PACKAGES}
    return canonical.dump(
        {
            "checkpoint": pin.checkpoint.fields(),
            "export": pin.contract.fields(),
            "licence": pin.licence.spdx,
            "model": pin.model,
            "output": {"name": graph.name, "sha256": graph.digest.hex, "size": graph.size},
            "run_provenance": {
                "locks": locks,
                "versions": versions,
            },
            "schema": SCHEMA,
            "upstream": pin.upstream.fields(),
        }
    )
