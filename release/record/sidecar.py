"""The sidecar of a model: what its tensors mean, for programs that load it."""

import json
from collections.abc import Mapping

from release.manifest import Manifest
from release.names import Names, Role

# What upstream's data loader does at the pinned commit (data_loader.py, ToTensorLab, flag 0).
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


def sidecar(manifest: Manifest) -> bytes:
    """Return the sidecar: indented JSON. Nothing hashes it, so fractions are numbers."""
    return (json.dumps(_document(manifest), indent=2) + "\n").encode()


def _document(manifest: Manifest) -> Mapping[str, object]:
    contract = manifest.contract
    return {
        "schema_version": 1,
        "id": Names(manifest.tag).registry_id,
        "onnx": Names(manifest.tag).asset(Role.MODEL),
        "input": {
            "name": contract.input,
            "type": "float32",
            "shape": [1, 3, "H", "W"],
            "channels": "RGB",
            "divide_by": "largest value of the picture",
            "mean": list(_MEAN),
            "deviation": list(_DEVIATION),
        },
        "output": {
            "name": contract.output,
            "type": "float32",
            "shape": [1, 1, "H", "W"],
            "range": [0, 1],
        },
        "output_names": [contract.output],
        "operators": dict(manifest.operators),
    }
