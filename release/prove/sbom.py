"""The bill of materials: what the model is made from, as a CycloneDX 1.6 ML-BOM.

Source: cyclonedx.org/docs/1.6/json. The serial number comes from the content key, and there is no
timestamp: the same content gives the same bytes.
"""

import uuid
from collections.abc import Mapping

from release import canonical
from release.artifact import Artifact, Digest
from release.canonical import Json
from release.export.metadata import CHANGES
from release.names import FIXED_SIZE, Names, Role, Tag
from release.pin import Contract, Pin


def sbom(tag: Tag, pin: Pin, *, content_key: Digest, files: Mapping[Role, Artifact]) -> bytes:
    """Return the canonical document about both graphs, their ancestor, and the receipt."""
    model, fixed, receipt = (files[role] for role in (Role.MODEL, Role.FIXED, Role.LICENCE))
    return canonical.dump(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "components": [_fixed(tag, pin, fixed), _receipt(receipt)],
            "dependencies": [
                {"dependsOn": [f"file:{receipt.name}"], "ref": f"file:{fixed.name}"},
                {"dependsOn": [f"file:{receipt.name}"], "ref": f"file:{model.name}"},
                {"ref": f"file:{receipt.name}"},
            ],
            "metadata": {"component": _model(tag, pin, model)},
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:{content_key}')}",
            "specVersion": "1.6",
            "version": 1,
        }
    )


def _fixed(tag: Tag, pin: Pin, fixed: Artifact) -> dict[str, Json]:
    size = f"{FIXED_SIZE} x {FIXED_SIZE}"
    return {
        **_model(tag, pin, fixed),
        "description": f"The same network for images of {size} alone: constant resize scales",
        "modelCard": {"modelParameters": _parameters(pin.contract, (FIXED_SIZE, FIXED_SIZE))},
        "name": fixed.name.removesuffix(".onnx"),
    }


def _model(tag: Tag, pin: Pin, model: Artifact) -> dict[str, Json]:
    names = Names(tag)
    return {
        "bom-ref": f"file:{model.name}",
        "description": "U2NETP salient object detection, rewrapped as ONNX without retraining",
        "hashes": _hashes(model.digest),
        "licenses": _licences(pin),
        "modelCard": {"modelParameters": _parameters(pin.contract, ("H", "W"))},
        "name": names.registry_id,
        "pedigree": {
            "ancestors": [_checkpoint(pin, passed_on_as=names.asset(Role.CHECKPOINT))],
            "notes": CHANGES,
        },
        "type": "machine-learning-model",
        "version": str(tag.n),
    }


def _parameters(contract: Contract, size: tuple[object, object]) -> dict[str, Json]:
    shape = "{},{}".format(*size)
    return {
        "architectureFamily": "convolutional neural network",
        "inputs": [{"format": f"{contract.input}: float32 [1,3,{shape}]"}],
        "modelArchitecture": "U2NETP",
        "outputs": [{"format": f"{contract.output}: float32 [1,1,{shape}]"}],
        "task": "salient object detection",
    }


def _checkpoint(pin: Pin, *, passed_on_as: str) -> dict[str, Json]:
    hashes = _hashes(pin.checkpoint.digest)
    return {
        "bom-ref": f"file:{passed_on_as}",
        "description": f"the authors' checkpoint, passed on verbatim as {passed_on_as}",
        "externalReferences": [
            {"type": "vcs", "url": f"{pin.upstream.url}/tree/{pin.upstream.commit}"},
            {"hashes": hashes, "type": "distribution", "url": pin.checkpoint.source},
        ],
        "hashes": hashes,
        "licenses": _licences(pin),
        "name": pin.checkpoint.name,
        "type": "machine-learning-model",
    }


def _receipt(receipt: Artifact) -> dict[str, Json]:
    return {
        "bom-ref": f"file:{receipt.name}",
        "description": "licence receipt: attribution, statement of changes, full licence text",
        "hashes": _hashes(receipt.digest),
        "name": receipt.name,
        "type": "file",
    }


def _hashes(digest: Digest) -> list[Json]:
    return [{"alg": "SHA-256", "content": digest.hex}]


def _licences(pin: Pin) -> list[Json]:
    return [{"license": {"id": pin.licence.spdx, "url": pin.licence.url}}]
