"""What the graph says about itself: where it comes from, and what was changed."""

from release.pin import Pin

CHANGES = (
    "Changed from the original: the weights of the PyTorch checkpoint were rewritten as an ONNX "
    "graph, with batch normalisation folded into the convolutions; of the seven outputs only the "
    "fused map is kept. No weight was retrained."
)
"""The notice that Apache-2.0 section 4(b) asks for; the licence receipt holds the same words."""


def metadata(pin: Pin) -> dict[str, str]:
    """Return the graph's metadata_props: from the pin alone, nothing of time, host or path."""
    return {
        "changes": CHANGES,
        "checkpoint_sha256": pin.checkpoint.digest.hex,
        "licence": pin.licence.spdx,
        "upstream_commit": pin.upstream.commit,
        "upstream_repository": pin.upstream.url,
    }
